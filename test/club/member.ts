/** Somebody of the club in a browser of their own, who signs in as the club lets them. */
import type { Browser, BrowserContext, Page } from "playwright-core";

import { settled } from "../browser/given-open-demo.ts";
import type { ClubUser } from "./forum.ts";
import type { Club } from "./given-club.ts";

/** The test's own limit is the same: the browser only waits, and does not judge how long. */
const HANG_MS = 300_000;

export interface Member extends ClubUser {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console errors, uncaught errors and refused loads; a test expects none. */
  readonly complaints: string[];
  /** What a name or a title has made a page do: a test expects nothing. */
  readonly told: string[];
  /** Null before one was linked. */
  wallet: string | null;
}

export async function givenMember(browser: Browser, user: ClubUser): Promise<Member> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: "ru-RU",
  });
  context.setDefaultTimeout(HANG_MS);
  const told: string[] = [];
  await context.exposeFunction("told", (by: string) => told.push(by));
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => complaints.push(`${error.name}: ${error.message}`));
  return { ...user, context, page, complaints, told, wallet: null };
}

/** Through the club, by its DiscourseConnect: `path` is where they wanted to go. */
export async function signIn({ page, username }: Member, club: Club, path = "/"): Promise<void> {
  await page.goto(`${club.forum.url}/session/${username}/become`);
  await page.goto(`${club.address}/auth/login?next=${encodeURIComponent(path)}`);
  await page.getByRole("link", { name: "Войти через клуб" }).click();
  await page.waitForURL(({ pathname }) => pathname === path);
  await settled(page);
}

/** What the gateway tells this member, as their own pages ask it. */
export async function asked<Answer>(
  { context }: Member,
  club: Club,
  path: string,
): Promise<Answer> {
  const reply = await context.request.get(`${club.address}${path}`);
  return (await reply.json()) as Answer;
}

/** Leaves the page, so that it asks nothing of a gateway that is about to stop. */
export async function leave({ page }: Member): Promise<void> {
  await page.goto("about:blank");
}
