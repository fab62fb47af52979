/** What happens when the sources say the same again, and when they say something else. */
import { readdirSync, statSync } from "node:fs";

import { afterAll, beforeAll, expect, test } from "vitest";

import { dataFolder } from "../../app/community/data-folder.ts";
import { identityKeyIn } from "../../app/community/identity-key.ts";
import { distributionState, openPlanOf } from "../../warehouse/ledger/index.ts";
import { readCurrentSnapshot } from "../../warehouse/snapshot/index.ts";
import { readRows } from "../../warehouse/snapshot/rows.ts";
import { type GivenCommunity, givenCommunity } from "./given-community.ts";
import { givenDoors } from "./given-doors.ts";
import { type GivenRun, openRun } from "./open-run.ts";

/** The open month at the demo's as-of: its plan waits at 1 of 2. */
const PERIOD = "2026-09";
const EDITED_AT = "2026-10-05T10:00:00.000Z";
const AFTER_EDIT = "2026-10-05T11:00:00.000Z";

let given: GivenCommunity;
let settled: string;

beforeAll(async () => {
  given = await givenCommunity();
  settled = given.emptyFolder();
  await using run = await openRun({ folder: settled, hello: given.hello });
  await run.refresh();
  await run.distribute();
});

afterAll(() => given[Symbol.asyncDispose]());

async function openPlan({ system }: GivenRun, now: string) {
  const events = await system.ledger.read();
  const { digest } = openPlanOf(events, PERIOD)!;
  return distributionState(events, digest, new Date(now))!;
}

/** An attempt that the demo's master accepted and the open plan pays for. */
async function paidAttempt({ system: { warehouse } }: GivenRun) {
  const { hello } = given;
  const found = await warehouse.db
    .selectFrom("attempts as a")
    .innerJoin("stg_nocodb_attempts as n", "n.attempt_id", "a.attempt_id")
    .innerJoin("verdicts as v", "v.attempt_id", "a.attempt_id")
    .innerJoin("my_receipt_lines as l", "l.contribution_id", "a.contribution_id")
    .innerJoin("my_receipts as r", (join) =>
      join.onRef("r.digest", "=", "l.digest").onRef("r.line_id", "=", "l.line_id"),
    )
    .innerJoin("members as m", "m.member_id", "v.by_member_id")
    .where("m.name", "=", hello.people.find(({ id }) => id === "master")!.name)
    .where("r.period", "=", PERIOD)
    .where("v.verdict", "=", "accepted")
    .orderBy("l.points", "desc")
    .orderBy("a.attempt_id")
    .select(["a.attempt_id", "n.native_id", "a.contribution_id", "a.member_id", "l.line_id"])
    .limit(1)
    .execute();
  return found[0] as Record<
    "attempt_id" | "native_id" | "contribution_id" | "member_id" | "line_id",
    string
  >;
}

/** What the member and the deanery see of one contribution, in the published files. */
async function published(folder: string, attempt: Awaited<ReturnType<typeof paidAttempt>>) {
  const snapshot = (await readCurrentSnapshot(`${folder}/snapshots`))!;
  const rows = async (table: string, where: (row: Record<string, unknown>) => boolean) =>
    (await readRows(snapshot, table)).filter(where);
  const isIt = (row: Record<string, unknown>) => row["contribution_id"] === attempt.contribution_id;
  const isOpenLine = (row: Record<string, unknown>) =>
    row["line_id"] === attempt.line_id && row["status"] === "open";
  const [contribution] = await rows("deanery_member_contributions", isIt);
  const [line] = await rows("my_receipts", isOpenLine);
  const [share] = await rows("my_receipt_lines", isIt);
  return {
    digest: snapshot.digest,
    status: contribution?.["status"],
    points: contribution?.["points"],
    planDigest: line?.["digest"],
    lineAmount: BigInt(`${line?.["amount_base_units"] ?? 0}`),
    shareAmount: BigInt(`${share?.["amount_base_units"] ?? 0}`),
  };
}

test("from the third run on, unchanged sources change nothing and build nothing", async () => {
  const folder = given.copyOf(settled);
  await using run = await openRun({ folder, hello: given.hello });
  const second = await run.refresh();
  const files = await run.system.landing.files();
  const head = await run.system.ledger.head();
  const digests = await run.system.warehouse.digests();
  const snapshots = readdirSync(`${folder}/snapshots`).toSorted();

  const third = await run.refresh();

  expect(third).toMatchObject({ builtCount: 0, failed: [], snapshot: second.snapshot });
  expect(await run.system.landing.files()).toEqual(files);
  expect(await run.system.ledger.head()).toEqual(head);
  expect(await run.system.warehouse.digests()).toEqual(digests);
  expect(readdirSync(`${folder}/snapshots`).toSorted()).toEqual(snapshots);
});

/** What there is below a folder; a file that is written anew is another one. */
function filesIn(dir: string): readonly string[] {
  const names = readdirSync(dir, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name !== "current");
  return files.toSorted().map((name) => `${name} ${statSync(`${dir}/${name}`).ino}`);
}

test("unchanged sources at a later minute publish no file, and pages tell the minute", async () => {
  const folder = given.copyOf(settled);
  const at = (minute: string) => `2026-10-05T09:${minute}:00.000Z`;
  const refreshAt = async (minute: string) => {
    await using run = await openRun({ folder, hello: given.hello, asOf: at(minute) });
    return await run.refresh();
  };
  // The counts of the night are news of the day: the last of them land half an hour later.
  for (const minute of ["00", "15", "30"]) await refreshAt(minute);
  await using doors = await givenDoors(folder, given.hello);
  const before = await doors.session("deanery");
  await doors.session("master");
  const snapshots = filesIn(`${folder}/snapshots`);
  const cache = filesIn(`${folder}/cache`);

  const again = await refreshAt("45");
  await doors.takeSnapshot();

  const after = await doors.session("deanery");
  await doors.session("master");
  expect(again).toMatchObject({ builtCount: 0, failed: [] });
  expect(filesIn(`${folder}/snapshots`)).toEqual(snapshots);
  expect(filesIn(`${folder}/cache`)).toEqual(cache);
  expect(cache.length).toBeGreaterThan(1);
  expect([before, after].map(({ roles }) => roles.deanery.asOf)).toEqual([at("30"), at("45")]);
});

/** What the demo's master says of the attempt's text as it stands, on their own page. */
async function stateVerdict(
  { system: { warehouse, ledger } }: GivenRun,
  { attempt_id }: { readonly attempt_id: string },
  said: { readonly verdict: "accepted" | "returned"; readonly grade: number },
) {
  const [row] = await warehouse.db
    .selectFrom("current_attempts as c")
    .innerJoin("verdicts as v", "v.attempt_id", "c.attempt_id")
    .where("c.attempt_id", "=", attempt_id)
    .select(["c.text_digest", "c.task_id", "c.cohort_id", "c.section_id", "c.complexity"])
    .execute();
  const { complexity, ...pinned } = row as any;
  const { account } = given.hello.people.find(({ id }) => id === "master")!;
  await ledger.append(
    "verdict_stated",
    {
      ...{ ...pinned, ...said, attempt_id, verdict_id: "v_test", complexity: `${complexity}` },
      account: identityKeyIn(dataFolder(settled).keys).accountKey(account.source, account.nativeId),
      ...{ remark: null, stated_at: EDITED_AT, way: "page" },
    },
    { actor: "test", at: EDITED_AT },
  );
}

test("a verdict edited in the twin alone changes neither points nor the open plan", async () => {
  const folder = given.copyOf(settled);
  await using before = await openRun({ folder, hello: given.hello });
  const attempt = await paidAttempt(before);
  const planBefore = await openPlan(before, EDITED_AT);
  const seenBefore = await published(folder, attempt);
  await before[Symbol.asyncDispose]();

  await given.control("clock", { now: EDITED_AT });
  await given.control("verdict", {
    ...{ attemptId: attempt.native_id, verdict: "returned", grade: 1, by: "master" },
  });
  await using after = await openRun({ folder, hello: given.hello, asOf: AFTER_EDIT });
  await after.refresh();

  const plan = await openPlan(after, AFTER_EDIT);
  const proposals = await after.rows("verdict_proposals");
  expect(await published(folder, attempt)).toEqual({ ...seenBefore, digest: expect.any(String) });
  expect([plan.digest, plan.approvals]).toEqual([planBefore.digest, planBefore.approvals]);
  expect(proposals.find(({ attempt_id }) => attempt_id === attempt.attempt_id)).toMatchObject({
    ...{ verdict: "returned", grade: 1, is_clean: true },
  });
});

test("a verdict stated anew changes mart, snapshot and receipt, and voids approvals", async () => {
  const folder = given.copyOf(settled);
  await using before = await openRun({ folder, hello: given.hello });
  const attempt = await paidAttempt(before);
  const planBefore = await openPlan(before, EDITED_AT);
  const seenBefore = await published(folder, attempt);
  expect(planBefore).toMatchObject({ status: "open", supersededBy: null });
  expect(planBefore.approvals).toHaveLength(1);
  expect(seenBefore).toMatchObject({ status: "accepted", planDigest: planBefore.digest });

  await stateVerdict(before, attempt, { verdict: "returned", grade: 1 });
  await before[Symbol.asyncDispose]();
  await using after = await openRun({ folder, hello: given.hello, asOf: AFTER_EDIT });
  await after.refresh();

  const [mart] = (await after.rows("deanery_member_contributions")).filter(
    ({ contribution_id }) => contribution_id === attempt.contribution_id,
  );
  const plan = await openPlan(after, AFTER_EDIT);
  const seen = await published(folder, attempt);
  expect(mart).toMatchObject({ member_id: attempt.member_id, status: "returned", points: 0n });
  expect(seen.digest).not.toBe(seenBefore.digest);
  expect(seen).toMatchObject({ status: "returned", planDigest: plan.digest, shareAmount: 0n });
  expect(seen.lineAmount).toBeLessThan(seenBefore.lineAmount);
  expect(plan.plan).toMatchObject({
    revision: planBefore.plan.revision + 1,
    predecessor: planBefore.digest,
  });
  expect(plan).toMatchObject({ status: "open", approvals: [] });
});
