/** Who is who in the browser: the deanery asks, whose account it is confirms, and the way back. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type Landing, openLanding } from "../../warehouse/landing/index.ts";
import { standingLinks, waitingLinks } from "../../warehouse/ledger/index.ts";
import { launchChromium } from "../setup/chromium.ts";
import { givenOpenDemo, open, type OpenDemo, signedIn, visit } from "./given-open-demo.ts";
import { shot } from "./shot.ts";

let browser: Browser;
let demo: OpenDemo;

beforeAll(async () => {
  browser = await launchChromium();
  demo = await givenOpenDemo({ scale: 0.3 });
});

afterAll(async () => {
  await browser?.close();
  await demo?.[Symbol.asyncDispose]();
});

const DEANERY = "deanery";
const TRAINEE = "whose account it is";
const events = () => demo.run.system.ledger.read();

/** Both sides of the likeliest suggestion, as they are called; the first of them can sign in. */
async function givenSuggested() {
  const { db } = demo.run.system.warehouse;
  const [suggested] = await db
    .selectFrom("identity_suggestions as s")
    .innerJoin("accounts as a", "a.account_key", "s.account_a")
    .innerJoin("accounts as b", "b.account_key", "s.account_b")
    .innerJoin("account_keys as k", "k.account_key", "s.account_a")
    .orderBy("score", "desc")
    .orderBy("account_a")
    .orderBy("account_b")
    .select(["account_a", "account_b", "a.name as name_a", "b.name as name_b"])
    .select(["a.source as source_a", "k.native_id as native_id"])
    .execute();
  if (suggested === undefined) throw new Error("The demo plants nobody who stands apart.");
  const account = {
    source: `${suggested["source_a"]}` as "discourse",
    nativeId: `${suggested["native_id"]}`,
  };
  demo.letIn({ id: TRAINEE, name: `${suggested["name_a"]}`, role: "trainee", account });
  return {
    accounts: [`${suggested["account_a"]}`, `${suggested["account_b"]}`] as const,
    names: [`${suggested["name_a"]}`, `${suggested["name_b"]}`] as const,
  };
}

const rows = (page: Page, testid: string) => page.getByTestId(testid);

async function say(page: Page, text: string) {
  await page.getByTestId("reason").fill(text);
  await page.getByTestId("say").click();
}

test("the deanery takes a suggestion, and it counts once whose account it is confirms it", async () => {
  const { accounts, names } = await givenSuggested();
  const before = standingLinks(await events()).length;
  const { page, complaints } = await visit(browser, demo, DEANERY);
  await open(page, `${demo.address}/deanery/identity/`);
  const suggestion = rows(page, "suggestion").first();
  for (const name of names) await suggestion.getByText(name).first().waitFor();
  await suggestion.getByTestId("ask-link").click();
  await say(page, "Запись 12 в тетради деканата");
  await rows(page, "waiting-link").getByText("Запись 12").waitFor();
  // Whoever asked does not confirm.
  expect(await page.getByTestId("confirm-link").isDisabled()).toBe(true);
  await shot(page, "identity-asked");
  expect(standingLinks(await events())).toHaveLength(before);

  const own = await visit(browser, demo, TRAINEE);
  await open(own.page, `${demo.address}/me/accounts/`);
  await own.page.getByTestId("confirm-link").waitFor();
  const had = await rows(own.page, "my-accounts").getByTestId("account").count();
  await shot(own.page, "accounts-waiting");
  await own.page.getByTestId("confirm-link").click();
  await own.page.getByTestId("my-links").getByText("Запись 12").waitFor();
  await shot(own.page, "accounts-linked");

  const has = await rows(own.page, "my-accounts").getByTestId("account").count();
  expect(has).toBeGreaterThan(had);
  const link = standingLinks(await events()).at(-1);
  expect([link?.a, link?.b].toSorted()).toEqual([...accounts].toSorted());
  expect(link).toMatchObject({ method: "manual", confirmedBy: accounts[0] });
  expect([...complaints, ...own.complaints]).toEqual([]);
});

test("a link is undone by the deanery once it has seen what that changes in points and money", async () => {
  await demo.run.conductor.refresh();
  const before = standingLinks(await events());
  const { page, complaints } = await visit(browser, demo, DEANERY);
  await open(page, `${demo.address}/deanery/identity/`);
  await page.getByTestId("search-links").click();
  // The newest is the first one: what was linked above.
  await page.getByTestId("choose-link").first().check();
  await page.getByTestId("count-effect").click();
  await page.getByTestId("effect").waitFor();
  const effect = await page.getByTestId("effect").innerText();
  await shot(page, "identity-effect");
  expect(standingLinks(await events())).toHaveLength(before.length);

  await say(page, "Это тёзки");
  await page.getByTestId("effect").waitFor({ state: "detached" });

  expect(effect).toMatch(/Сейчас[^]*очков[^]*Станет[^]*Выплаченные месяцы не меняются/);
  expect(standingLinks(await events())).toEqual(before.slice(0, -1));
  expect(complaints).toEqual([]);
});

test("two people are suggested no more; a stranger's POST asks, drops and undoes nothing", async () => {
  // The next run suggests again what was undone.
  await demo.run.conductor.refresh();
  const { page } = await visit(browser, demo, DEANERY);
  await open(page, `${demo.address}/deanery/identity/`);
  const count = await rows(page, "suggestion").count();
  await rows(page, "suggestion").first().getByTestId("part").click();
  await say(page, "Две сестры");
  await page.getByTestId("reason").waitFor({ state: "detached" });
  expect(await rows(page, "suggestion").count()).toBe(count - 1);

  const trainee = demo.people.find(({ role }) => role === "trainee")?.id ?? "";
  const stranger = await signedIn(demo, trainee);
  const linkId = standingLinks(await events()).at(0)?.linkId ?? "";
  const head = await demo.run.system.ledger.head();
  const undo = { linkIds: [linkId], reason: "no" };
  expect((await stranger.post("/api/people/links/undo", undo)).status).toBe(403);
  const own = await stranger.post("/api/my/accounts/undo", { linkId, reason: "no" });
  expect(own).toMatchObject({ status: 409, body: { error: "no_link" } });
  expect(await demo.run.system.ledger.head()).toEqual(head);
  expect(waitingLinks(await events())).toEqual([]);
});

test("a code that somebody writes into a note proves their account, on the page that asked for it", async () => {
  const trainee = demo.people.find(({ role }) => role === "trainee")!;
  const { identity, folder } = demo.started;
  await using doors = await demo.openDoorsAt({}, { hypothesis: NOTES });
  const { page, complaints } = await visit(
    browser,
    { ...demo, address: doors.address },
    trainee.id,
  );
  await open(page, `${doors.address}/me/accounts/`);
  await page.getByTestId("ask-code").click();
  const code = await page.getByTestId("code-text").innerText();
  await page.getByTestId("look").click();
  await page.locator('[data-state="waiting"]').waitFor();
  await shot(page, "accounts-code");
  await landNote(openLanding(folder.landing), { user: NOTES_USER, text: `Это я: ${code}` });

  await page.getByTestId("look").click();
  await page.getByTestId("shown-by").getByText(NOTES_USER).waitFor();
  await shot(page, "accounts-code-found");
  await page.getByTestId("use-code").click();
  await page.getByTestId("code-outcome").waitFor();
  await page.getByTestId("my-links").getByText("одноразовый код").waitFor();
  await shot(page, "accounts-code-used");

  expect(standingLinks(await events()).at(-1)).toMatchObject({
    ...{ method: "proof", evidence: "code:hypothesis" },
    a: identity.accountKey(trainee.account.source, trainee.account.nativeId),
    b: identity.accountKey("hypothesis", NOTES_USER),
  });
  expect(complaints).toEqual([]);
});

const NOTES_USER = "acct:anna@hypothes.is";
const NOTES = { url: "http://127.0.0.1:9", groups: ["n9iXjarQ"], moderates: false };

/** As the feed lands what somebody wrote. */
async function landNote(landing: Landing, note: { readonly user: string; readonly text: string }) {
  const records = [{ id: "note", updated: "2026-10-05T09:00:00Z", ...note }];
  const page = { records, quarantined: [], cursor: "1", done: true };
  await landing.write("hypothesis_annotations", page, {
    until: "2026-10-05T09:00:00Z",
    primaryKey: ["id"],
  });
}
