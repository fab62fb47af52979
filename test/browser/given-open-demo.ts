import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser, BrowserContext, Page } from "playwright-core";

import { distributeDemo, openDemoRun, startDemo } from "../../app/demo/run.ts";
import { connectedStreamsIn } from "../../app/community/connections.ts";
import type { Config } from "../../app/community/schema.ts";
import type { DemoHello } from "../../app/demo/community.ts";
import { openDoors } from "../../app/gateway/doors.ts";
import { buildShell } from "../../app/gateway/shell-builder.ts";
import { staleStreams, type Stale } from "../../app/runtime/stale.ts";
import { start } from "../../app/runtime/start.ts";
import { createSteps } from "../../app/runtime/steps.ts";
import { createDoorbells } from "../../workflows/embedded/doorbells.ts";
import { approvalKey } from "../../workflows/distribute.ts";
import { givenOldClub } from "./given-old-club.ts";
import { writeSeededKeys } from "../seed.ts";

/** The test's own limit is the same: the browser only waits, and does not judge how long. */
const HANG_MS = 300_000;

/** A page may be kept from being idle by all else that a machine does: then it has had its time. */
const BUSY_MS = 30_000;

type Person = DemoHello["people"][number];

/** The proposer is nobody of the demo's switcher; tests sign in as them all the same. */
export const PROPOSER = "proposer";

/**
 * The demo as `npm start` opens it, in this process: two months settled, a third waits. Of an old
 * club, whose forum is all that it has, the first month that is paid for waits.
 */
export async function givenOpenDemo({
  scale = 1,
  isEmpty = false,
  isOldClub = false,
}: {
  scale?: number;
  isEmpty?: boolean;
  isOldClub?: boolean;
}) {
  const data = mkdtempSync(join(tmpdir(), "vklad-browser-"));
  writeSeededKeys(data);
  const begun = await start({ data, config: "test/small-community.config.ts" });
  const { clock, signal } = begun;
  const shell = await buildShell({ say: () => undefined, signal });
  const doorbells = createDoorbells();
  const club = isOldClub ? await givenOldClub(data) : null;
  const demo = club ?? (await startDemo(begun, { isEmpty, scale }));
  const started = { ...begun, config: { ...begun.config, sources: club?.sources ?? {} } };
  let stale: readonly Stale[] = [];
  const run = await openDemoRun(started, {
    demo,
    isEmpty,
    doorbells,
    onProgress: () => undefined,
    onPublished: async () => {
      const connected = connectedStreamsIn(started.config);
      stale = await staleStreams(run.system.landing, clock, run.conductor.failed(), connected);
      await doors.takeSnapshot();
    },
  });
  const { proposer, people } = demo.hello;
  const others: Person[] = [
    { ...people[2]!, id: PROPOSER, name: PROPOSER, role: "committee", account: proposer },
  ];
  const openAt = async (
    gateway: Partial<Config["gateway"]>,
    sources: Partial<Config["sources"]> = {},
  ) => {
    const { config } = started;
    const changed = {
      gateway: { ...config.gateway, ...gateway },
      sources: { ...config.sources, ...sources },
    };
    const opened = await openDoors({
      start: { ...started, config: { ...config, ...changed } },
      ledger: run.system.ledger,
      steps: createSteps([], { now: () => 0, onChange: () => undefined }),
      ring: ({ digest }) => doorbells.ring(approvalKey(digest)),
      stale: () => stale,
      port: 0,
    });
    opened.takeDemo({ ...demo.hello, people: [...people, ...others] });
    opened.takeShell(shell);
    return opened;
  };
  const doors = await openAt({});
  await run.conductor.refresh();
  if (club === null) await distributeDemo(started, run);
  else {
    await run.conductor.propose(started.config.distributions.from);
    await run.conductor.publishLedger();
  }
  return {
    ...{ address: doors.address, started, run, demo, people },
    /** Further doors to the same, configured otherwise. */
    openDoorsAt: openAt,
    /** From now on this person, too, can sign in. */
    letIn: (person: Person) => {
      others.push(person);
      doors.takeDemo({ ...demo.hello, people: [...people, ...others] });
    },
    /** What every page's banner says from the next request on. */
    say: (silent: readonly Stale[]) => {
      stale = silent;
    },
    async [Symbol.asyncDispose]() {
      await doors[Symbol.asyncDispose]();
      await run[Symbol.asyncDispose]();
      await demo[Symbol.asyncDispose]();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

export type OpenDemo = Awaited<ReturnType<typeof givenOpenDemo>>;

/** Somebody's session outside of a browser: with what our own page sends, or with less. */
export async function signedIn({ address }: Pick<OpenDemo, "address">, person: string) {
  const login = await fetch(`${address}/auth/demo`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: address, "content-type": "application/json" },
    body: JSON.stringify({ person }),
  });
  const cookie = login.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  const read = await fetch(`${address}/data/session.json`, { headers: { cookie } });
  const { csrf, memberId } = (await read.json()) as { csrf: string; memberId: string };
  return {
    memberId,
    async post(path: string, body: object, changed: Readonly<Record<string, string>> = {}) {
      const own = { origin: address, cookie, "x-csrf": csrf, "content-type": "application/json" };
      const response = await fetch(`${address}${path}`, {
        method: "POST",
        headers: { ...own, ...changed },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as { error?: string } };
    },
  };
}

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console errors, uncaught errors and refused loads; a test expects none. */
  readonly complaints: string[];
  /** Every response the browser got: its address and, for data, its body. */
  readonly fetched: { readonly url: string; readonly body: Buffer }[];
}

/** Signs in through the switcher, in a browser context of its own. */
export async function visit(
  browser: Browser,
  { address }: OpenDemo,
  person: string,
  viewport = { width: 1280, height: 900 },
): Promise<Visit> {
  const context = await browser.newContext({ viewport, locale: "ru-RU" });
  context.setDefaultTimeout(HANG_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  const fetched: Visit["fetched"] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(`${error.name}: ${error.message}`));
  page.on("response", (response) => {
    const url = response.url();
    const isData = /\/(data|api)\//.test(url);
    if (!isData) return void fetched.push({ url, body: Buffer.alloc(0) });
    void response.body().then(
      (body) => fetched.push({ url, body }),
      () => fetched.push({ url, body: Buffer.alloc(0) }),
    );
  });
  await page.goto(`${address}/auth/login`);
  await page.locator(`button[value="${person}"]`).click();
  await settled(page);
  return { context, page, complaints, fetched };
}

export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await settled(page);
}

/** Goes on as by a link on the page that is open: the shell and its data are there already. */
export async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate(`(() => {
    const link = document.createElement("a");
    link.href = ${JSON.stringify(path)};
    document.querySelector("main").append(link);
    link.click();
    link.remove();
  })()`);
  await page.waitForURL(({ pathname }) => pathname === path);
  await settled(page);
}

/** Every query has been answered and drawn: the page says as of when, and nothing is loading. */
export async function settled(page: Page): Promise<void> {
  await page.locator('[data-testid="as-of"], [data-testid="no-access"]').first().waitFor();
  await page.waitForLoadState("networkidle");
  // What has come is drawn: an idle network says nothing of a page that is still at work.
  await page.evaluate(
    `new Promise((done) =>
      requestAnimationFrame(() => requestIdleCallback(() => done(), { timeout: ${BUSY_MS} })),
    )`,
  );
  await page.locator(".animate-pulse").first().waitFor({ state: "detached" });
}
