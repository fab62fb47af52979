import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { members } from "../../core/identity/members.ts";
import { attemptTexts } from "../../core/workbook/attempt_texts.ts";
import { feedback } from "../../core/workbook/feedback.ts";
import { tries } from "../../core/workbook/tries.ts";
import { RUN, sha256 } from "../../given.ts";
import { masterFeedbackWeeks } from "./master_feedback_weeks.ts";
import { masterOwnFeedbackWeeks } from "./master_own_feedback_weeks.ts";
import { masterPaths } from "./master_paths.ts";
import { masterTaskRemarks } from "./master_task_remarks.ts";
import { masterTasks } from "./master_tasks.ts";
import { masterTaskWeeks } from "./master_task_weeks.ts";

interface Said {
  readonly verdict: "accepted" | "returned";
  readonly at: string;
  readonly by?: string;
  readonly remark?: string;
  /** Of which text; the attempt's own where it is left out. */
  readonly text?: string;
}

interface Given {
  readonly id: string;
  readonly member: string;
  readonly at: string;
  readonly task?: string;
  readonly cohort?: string;
  /** Text after text with the instant at which it came, and who had changed the row last by then. */
  readonly texts?: readonly (readonly [text: string, at: string, by?: string])[];
  readonly said?: readonly Said[];
}

/** Attempts as the models before make them: the newest text stands, or the one that was accepted. */
async function dynamicsOf(given: readonly Given[]) {
  const filled = given.map((one) => {
    const texts = one.texts ?? [[`${one.id} text`, one.at] as const];
    const accepted = one.said?.find(({ verdict }) => verdict === "accepted");
    const newest = texts.at(-1)?.[0] ?? "";
    const text = accepted?.text ?? newest;
    const ofText = (one.said ?? []).filter((said) => (said.text ?? newest) === text);
    const status = accepted === undefined ? (ofText.at(-1)?.verdict ?? "waiting") : "accepted";
    return { task: "t1", cohort: "s1", said: [], ...one, texts, text, status, accepted, newest };
  });
  const warehouse = await givenWarehouse({
    ref_run: [RUN],
    members: ["ada", "bob", "eva", "ira"].map((id) => ({ member_id: id, name: `${id}!` })),
    stg_nocodb_cohorts: [{ cohort_id: "s1", title: "Весна" }],
    attempts: filled.map((one) => ({
      ...{ attempt_id: one.id, member_id: one.member, status: one.status, cohort_id: one.cohort },
      ...{ task_id: one.task, task_title: `Задание ${one.task}`, section_title: "Граница" },
      ...{ text: one.text, submitted_at: new Date(one.at) },
      accepted_at: one.accepted === undefined ? null : new Date(one.accepted.at),
    })),
    attempt_versions: filled.flatMap((one) =>
      one.texts.map(([text, at, by = one.member], index) => ({
        ...{ attempt_id: one.id, ordinal: BigInt(index + 1), member_id: one.member, text },
        ...{ by_member_id: by, submitted_at: new Date(one.at) },
        ...{ text_digest: sha256(text), changed_at: new Date(at) },
      })),
    ),
    verdicts: filled.flatMap((one) =>
      one.said.map((said) => ({
        ...{ attempt_id: one.id, text_digest: sha256(said.text ?? one.newest) },
        ...{ verdict: said.verdict, remark: said.remark ?? null, by_member_id: said.by ?? "eva" },
        ...{ stated_at: new Date(said.at), cohort_id: one.cohort, task_id: one.task },
        accepted_at: said.verdict === "accepted" ? new Date(said.at) : null,
      })),
    ),
  });
  await warehouse.give([members]);
  await warehouse.build(attemptTexts);
  await warehouse.build(feedback);
  await warehouse.build(tries);
  return warehouse;
}

/** In one task Ada needs three attempts, Bob one, and Ira is sent back and waits. */
const COHORT: readonly Given[] = [
  {
    ...{ id: "a1", member: "ada", at: "2026-09-07T09:00:00Z" },
    said: [{ verdict: "returned", at: "2026-09-07T12:00:00Z", remark: "Где граница?" }],
  },
  {
    ...{ id: "a2", member: "ada", at: "2026-09-09T09:00:00Z" },
    said: [{ verdict: "returned", at: "2026-09-14T09:00:00Z", remark: "где  граница" }],
  },
  {
    ...{ id: "a3", member: "ada", at: "2026-09-15T09:00:00Z" },
    said: [{ verdict: "accepted", at: "2026-09-15T10:30:00Z", by: "max" }],
  },
  {
    ...{ id: "b1", member: "bob", at: "2026-09-08T09:00:00Z" },
    said: [{ verdict: "accepted", at: "2026-09-08T09:20:00Z" }],
  },
  {
    ...{ id: "i1", member: "ira", at: "2026-09-13T21:30:00Z" },
    said: [{ verdict: "returned", at: "2026-09-14T21:30:00Z", remark: "Чья это роль?" }],
  },
  { id: "i2", member: "ira", at: "2026-09-16T09:00:00Z" },
];

test("each week has what was submitted in it, and the verdicts given in it", async () => {
  await using warehouse = await dynamicsOf(COHORT);

  expect(await warehouse.build(masterTaskWeeks)).toEqual([
    {
      ...{ cohort_id: "s1", task_id: "t1", week: "2026-09-07" },
      ...{ submitted_count: 3n, accepted_count: 1n, returned_count: 1n },
    },
    {
      // Sunday evening in UTC is Monday in Moscow.
      ...{ cohort_id: "s1", task_id: "t1", week: "2026-09-14" },
      ...{ submitted_count: 3n, accepted_count: 1n, returned_count: 2n },
    },
  ]);
});

test("a task says how many fail, and after how many attempts the others are through", async () => {
  await using warehouse = await dynamicsOf(COHORT);

  expect(await warehouse.build(masterTasks)).toEqual([
    {
      ...{ cohort_id: "s1", cohort_title: "Весна", task_id: "t1", task_title: "Задание t1" },
      ...{ section_title: "Граница", tried_count: 3n, failed_count: 2n, accepted_count: 2n },
      // Three of Ada's and one of Bob's.
      ...{ waiting_count: 1n, attempts_to_accepted: 4n },
      // 20, 90, 180, 1440 and 7200 minutes.
      median_minutes: 180n,
    },
  ]);
});

test("an attempt after the accepted one adds nothing to what it took", async () => {
  await using warehouse = await dynamicsOf([
    ...COHORT.filter(({ member }) => member === "bob"),
    {
      ...{ id: "b2", member: "bob", at: "2026-09-10T09:00:00Z" },
      said: [{ verdict: "accepted", at: "2026-09-10T10:00:00Z" }],
    },
  ]);

  const [row] = await warehouse.build(masterTasks);

  expect([row?.accepted_count, row?.attempts_to_accepted]).toEqual([1n, 1n]);
});

test("a remark counts as the same in any case and spacing, and is shown as it was written", async () => {
  await using warehouse = await dynamicsOf(COHORT);

  const rows = await warehouse.build(masterTaskRemarks);

  expect(rows.map((row) => [row.remark, row.returned_count, row.member_count])).toEqual([
    ["Где граница?", 2n, 1n],
    ["Чья это роль?", 1n, 1n],
  ]);
});

test("a text that was first seen with the master's verdict in its row was there before it", async () => {
  const at = "2026-09-07T09:00:00Z";
  const said = (text: string, instant: string) => ({
    ...{ verdict: "returned" as const, at: instant, text },
  });
  await using warehouse = await dynamicsOf([
    {
      ...{ id: "a1", member: "ada", at },
      texts: [
        ["one", "2026-09-07T12:00:00Z", "eva"],
        ["two", "2026-09-08T12:00:00Z", "eva"],
        ["three", "2026-09-08T18:00:00Z"],
      ],
      said: [
        said("one", "2026-09-07T12:00:00Z"),
        said("two", "2026-09-08T12:00:00Z"),
        said("three", "2026-09-08T19:00:00Z"),
      ],
    },
  ]);

  const rows = await warehouse.build(feedback);

  expect(rows.map(({ text, minutes }) => [text, minutes]).toSorted()).toEqual([
    // Since the row was made, since the change before, and since the author's own.
    ["one", 180n],
    ["three", 60n],
    ["two", 1440n],
  ]);
});

test("a master's own feedback stands apart from the cohort's", async () => {
  await using warehouse = await dynamicsOf(COHORT);

  const cohort = await warehouse.build(masterFeedbackWeeks);
  const own = await warehouse.build(masterOwnFeedbackWeeks);

  expect(cohort.map((row) => [row.week, row.verdict_count, row.median_minutes])).toEqual([
    ["2026-09-07", 2n, 20n],
    ["2026-09-14", 3n, 1440n],
  ]);
  expect(
    own.map((row) => [row.member_id, row.week, row.verdict_count, row.median_minutes]),
  ).toEqual([
    ["eva", "2026-09-07", 2n, 20n],
    ["eva", "2026-09-14", 2n, 1440n],
    ["max", "2026-09-14", 1n, 90n],
  ]);
});

test("a path goes through every judged text of an attempt, and ends with what waits", async () => {
  await using warehouse = await dynamicsOf([
    {
      ...{ id: "a1", member: "ada", at: "2026-09-07T09:00:00Z" },
      texts: [
        ["Раз.", "2026-09-07T09:00:00Z"],
        ["Раз, и опечатка.", "2026-09-07T10:00:00Z"],
        ["Два.", "2026-09-09T09:00:00Z"],
      ],
      said: [
        {
          verdict: "returned",
          at: "2026-09-07T12:00:00Z",
          remark: "Короче.",
          text: "Раз, и опечатка.",
        },
      ],
    },
    {
      id: "b1",
      member: "bob",
      at: "2026-09-08T09:00:00Z",
      said: [{ verdict: "accepted", at: "2026-09-08T11:00:00Z" }],
    },
  ]);

  const rows = await warehouse.build(masterPaths);

  expect(
    rows
      .map((row) => [row.member_name, row.number, row.text, row.state, row.remark, row.minutes])
      .toSorted(),
  ).toEqual([
    ["ada!", 1n, "Два.", "waiting", null, null],
    ["ada!", 1n, "Раз, и опечатка.", "returned", "Короче.", 120n],
    ["bob!", 1n, "b1 text", "accepted", null, 120n],
  ]);
});

test("attempts go on being counted where the answer was made anew", async () => {
  await using warehouse = await dynamicsOf([
    { id: "a2", member: "ada", at: "2026-09-09T09:00:00Z" },
    { id: "a1", member: "ada", at: "2026-09-07T09:00:00Z" },
    { id: "a3", member: "ada", at: "2026-09-10T09:00:00Z", task: "t2" },
  ]);

  const rows = await warehouse.build(masterPaths);

  expect(rows.map((row) => [row.attempt_id, row.number])).toEqual([
    ["a1", 1n],
    ["a2", 2n],
    ["a3", 1n],
  ]);
});
