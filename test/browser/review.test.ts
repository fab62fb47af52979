import { createHash } from "node:crypto";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { launchChromium } from "../setup/chromium.ts";
import { givenOpenDemo, open, type OpenDemo, signedIn, visit } from "./given-open-demo.ts";

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

const MASTER = "master";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

async function statedSince(seq: number) {
  const events = await demo.run.system.ledger.read({ after: seq, kinds: ["verdict_stated"] });
  return events.map(({ payload }) => payload);
}

const headSeq = async () => (await demo.run.system.ledger.head())?.seq ?? 0;

interface QueueRow {
  readonly attempt_id: string;
  readonly text_digest: string;
  readonly cohort_id: string;
  readonly task_id: string;
  readonly member_id: string;
  readonly text: string;
  readonly proposed_verdict: string | null;
  readonly is_clean: boolean | null;
}

/** The queue of the demo's master, as the newest run has built it. */
async function queue(): Promise<readonly QueueRow[]> {
  const { db } = demo.run.system.warehouse;
  const { memberId } = await signedIn(demo, MASTER);
  const rows = await db
    .selectFrom("master_review_queue")
    .where("cohort_id", "in", (sub: typeof db) =>
      sub
        .selectFrom("gateway_principals")
        .where("member_id", "=", memberId)
        .where("role", "=", "master")
        .select("cohort_id"),
    )
    .orderBy("submitted_at")
    .orderBy("attempt_id")
    .selectAll()
    .execute();
  return rows as unknown as readonly QueueRow[];
}

const accepted = (row: QueueRow) => ({
  ...{ attemptId: row.attempt_id, textDigest: row.text_digest },
  ...{ taskId: row.task_id, cohortId: row.cohort_id },
  ...{ verdict: "accepted", grade: 5, remark: null, way: "page" },
});

/** Somebody with an account in the workbooks becomes a master of a cohort, and can sign in. */
async function givenMaster(id: string, memberId: string, cohort: string) {
  const { ledger, warehouse } = demo.run.system;
  const users = await warehouse.db
    .selectFrom("nocodb_members")
    .where("member_id", "=", memberId)
    .select("user_id")
    .execute();
  const nativeId = `${users[0]?.["user_id"]}`;
  const account = demo.started.identity.accountKey("nocodb", nativeId);
  await ledger.append(
    "role_granted",
    { account, role: "master", stream: cohort, valid_from: "2026-09-01T00:00:00Z", valid_to: null },
    { actor: "demo" },
  );
  demo.letIn({ id, name: id, role: "master", account: { source: "nocodb", nativeId } });
}

test("a POST by others, on an own or an older text, or from elsewhere changes nothing", async () => {
  const [row] = await queue();
  if (row === undefined) throw new Error("The demo's master has nothing to review.");
  const { cohort_id: elsewhere } = (await demo.run.system.warehouse.db
    .selectFrom("stg_nocodb_cohorts")
    .where("cohort_id", "<>", row.cohort_id)
    .orderBy("cohort_id")
    .select("cohort_id")
    .executeTakeFirstOrThrow()) as { cohort_id: string };
  const trainee = demo.people.find(({ role }) => role === "trainee")?.id ?? "";
  const [stranger] = await demo.run.system.warehouse.db
    .selectFrom("enrolments")
    .where("member_id", "<>", row.member_id)
    .where("cohort_id", "=", elsewhere)
    .orderBy("member_id")
    .select("member_id")
    .execute();
  await givenMaster("author", row.member_id, row.cohort_id);
  await givenMaster("elsewhere", `${stranger?.["member_id"]}`, elsewhere);
  await demo.run.conductor.refresh();
  const before = await headSeq();
  const body = { statements: [accepted(row)] };
  const older = { statements: [{ ...accepted(row), textDigest: sha256("An older text.") }] };
  const [master, byTrainee, byAuthor, byOther] = await Promise.all(
    [MASTER, trainee, "author", "elsewhere"].map((person) => signedIn(demo, person)),
  );

  const answers = [
    await byTrainee?.post("/api/verdicts", body),
    await byOther?.post("/api/verdicts", body),
    await byAuthor?.post("/api/verdicts", body),
    await master?.post("/api/verdicts", older),
    await master?.post("/api/verdicts", body, { "x-csrf": "" }),
    await master?.post("/api/verdicts", body, { origin: "https://evil.example" }),
    await master?.post("/api/verdicts", body, { cookie: "" }),
  ];

  expect(answers.map((answer) => [answer?.status, answer?.body.error])).toEqual([
    [403, "not_allowed"],
    [409, "not_in_queue"],
    [409, "own_text"],
    [409, "text_changed"],
    [403, "not_allowed"],
    [403, "not_allowed"],
    [401, "not_signed_in"],
  ]);
  expect(await headSeq()).toBe(before);
});

test("a master reads, says a verdict by keyboard, and goes on to the next", async () => {
  const before = await headSeq();
  const { page, complaints } = await visit(browser, demo, MASTER);
  const card = page.getByTestId("review-card");
  // Nobody waits with reading until the ledger has answered.
  const { promise: isReading, resolve: read } = Promise.withResolvers<void>();
  await page.route("**/api/verdicts", async (route) => {
    if (route.request().method() === "GET") await isReading;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  await page.getByTestId("review-queue").waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await card.waitFor();
  read();
  const attemptId = await card.getAttribute("data-attempt");
  const row = (await queue()).find(({ attempt_id }) => attempt_id === attemptId);

  for (const key of ["a", "4", "m"]) await page.keyboard.press(key);
  await page.keyboard.type("Граница названа верно.");
  await page.keyboard.press("Control+Enter");
  const item = page.locator(`[data-testid="stated-item"][data-attempt="${attemptId}"]`);
  await item.getByText("Граница названа верно.").waitFor();

  const [stated, ...more] = await statedSince(before);
  expect(more).toEqual([]);
  expect(stated).toMatchObject({
    ...{ attempt_id: attemptId, text_digest: sha256(row?.text ?? ""), verdict: "accepted" },
    ...{ grade: 4, remark: "Граница названа верно.", way: "page" },
    ...{ cohort_id: row?.cohort_id, task_id: row?.task_id },
  });
  expect(await card.getAttribute("data-attempt")).not.toBe(attemptId);
  await open(page, `${demo.address}/master/`);
  await item.getByText("Граница названа верно.").waitFor();
  expect(complaints).toEqual([]);
});

test("what was said by a slip of the hand is withdrawn by one key, and waits again", async () => {
  const before = await headSeq();
  const { page } = await visit(browser, demo, MASTER);
  const last = page.getByTestId("stated-item").first();
  await last.getByText("Граница названа верно.").waitFor();
  const attemptId = await last.getAttribute("data-attempt");
  await page.keyboard.press("z");
  await page.getByTestId("review-card").waitFor();

  expect(await page.getByTestId("review-card").getAttribute("data-attempt")).toBe(attemptId);
  expect(await statedSince(before)).toMatchObject([
    { verdict: "withdrawn", attempt_id: attemptId },
  ]);
});

test("what nobody else has touched is confirmed by one click, and the doubtful stays", async () => {
  const rows = await queue();
  const clean = rows.filter(({ is_clean }) => is_clean === true);
  const before = await headSeq();
  const { page, complaints } = await visit(browser, demo, MASTER);
  await page.getByTestId("proposals").first().waitFor();
  const doubtful = await page.getByTestId("doubtful").getByTestId("review-item").count();

  for (let left = await page.getByTestId("proposals").count(); left > 0; left -= 1) {
    await page.getByTestId("confirm-all").first().click();
    await page
      .getByTestId("proposals")
      .nth(left - 1)
      .waitFor({ state: "detached" });
  }

  const stated = await statedSince(before);
  expect(stated.length).toBeGreaterThan(1);
  expect(stated.map(({ attempt_id, way }) => `${attempt_id} ${way}`).toSorted()).toEqual(
    clean.map(({ attempt_id }) => `${attempt_id} workbook`).toSorted(),
  );
  expect(await page.getByTestId("doubtful").getByTestId("review-item").count()).toBe(doubtful);
  expect(complaints).toEqual([]);
});

test("after the next run what was said is in force, and its texts wait no more", async () => {
  const events = await demo.run.system.ledger.read({ kinds: ["verdict_stated"] });
  const attemptId = events.at(-1)?.payload.attempt_id;
  await demo.run.conductor.refresh();
  const { page } = await visit(browser, demo, MASTER);
  await page.getByTestId("stated-item").first().waitFor();

  const published = await demo.run.system.warehouse.db
    .selectFrom("master_verdicts")
    .where("attempt_id", "=", attemptId)
    .select("is_current")
    .execute();
  expect(published).toEqual([{ is_current: true }]);
  expect((await queue()).map(({ attempt_id }) => attempt_id)).not.toContain(attemptId);
  expect(await page.getByTestId("proposals").count()).toBe(0);
});
