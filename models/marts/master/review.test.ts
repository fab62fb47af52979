import { expect, test } from "vitest";

import { givenWarehouse, type GivenRows } from "../../../test/warehouse.ts";
import { daysAgo } from "../../given.ts";
import { masterReviewQueue } from "./master_review_queue.ts";
import { masterVerdicts } from "./master_verdicts.ts";

const ATTEMPT = {
  ...{ attempt_id: "r_1", text_digest: "d1", text: "Раз.", answer_id: "n1", attempt: 1 },
  ...{ member_id: "ada", answer_member_id: "ada", cohort_id: "s1" },
  ...{ task_id: "t1", task_title: "Граница", section_id: "a", section_title: "Граница системы" },
  ...{ complexity: 1_250_000n, submitted_at: daysAgo(9) },
};
const SECOND = {
  ...{ ...ATTEMPT, attempt_id: "r_2", text_digest: "d2", text: "Два.", attempt: 2 },
  submitted_at: daysAgo(7),
};
const RETURNED = {
  ...{ attempt_id: "r_1", text_digest: "d1", verdict: "returned", grade: 2 },
  ...{ remark: "Где граница?", by_member_id: "eva", stated_at: daysAgo(8), seq: 1n },
  ...{ cohort_id: "s1", task_id: "t1", section_id: "a", complexity: 1_250_000n },
};
const PROPOSED = {
  ...{ attempt_id: "r_1", text_digest: "d1", verdict: "accepted", grade: 4, comment: "Да." },
  ...{ proposed_by_member_id: "eva", proposed_at: daysAgo(8), is_clean: true },
};
const NOTHING_PROPOSED = {
  ...{ proposed_verdict: null, proposed_grade: null, proposed_comment: null },
  ...{ proposed_by_member_id: null, proposed_by_name: null, proposed_at: null },
  ...{ is_clean: null, doubt: null },
};
const MEMBERS = [
  { member_id: "ada", name: "Ада" },
  { member_id: "bob", name: "Боб" },
  { member_id: "eva", name: "Ева" },
];

function given(rows: GivenRows) {
  return givenWarehouse({ members: MEMBERS, ...rows });
}

async function queueOf(rows: GivenRows) {
  await using warehouse = await given(rows);
  return await warehouse.build(masterReviewQueue);
}

test("a text that nobody has judged waits, with what it would be pinned to", async () => {
  expect(await queueOf({ current_attempts: [ATTEMPT] })).toEqual([
    { ...ATTEMPT, member_name: "Ада", previous_text: null, ...NOTHING_PROPOSED },
  ]);
});

test("a resubmitted answer waits beside the text before it; the judged one does not", async () => {
  const rows = await queueOf({ current_attempts: [ATTEMPT, SECOND], verdicts: [RETURNED] });

  expect(rows.map((row) => [row.attempt_id, row.text, row.previous_text])).toEqual([
    ["r_2", "Два.", "Раз."],
  ]);
});

test("a text that was edited after its verdict waits beside the text that was judged", async () => {
  const edited = { ...SECOND, text_digest: "d3", text: "Три." };
  const onSecond = { ...RETURNED, attempt_id: "r_2", text_digest: "d2" };
  const rows = await queueOf({
    current_attempts: [ATTEMPT, edited],
    attempt_versions: [
      { attempt_id: "r_2", ordinal: 1n, text_digest: "d2", text: "Два." },
      { attempt_id: "r_2", ordinal: 2n, text_digest: "d3", text: "Три." },
    ],
    verdicts: [RETURNED, onSecond],
  });

  expect(rows.map((row) => [row.attempt_id, row.text, row.previous_text])).toEqual([
    ["r_2", "Три.", "Два."],
  ]);
});

test("an attempt that a stranger adds to an answer hides none of its author's", async () => {
  const stranger = { ...SECOND, attempt_id: "r_9", member_id: "bob", text: "Чужое." };
  const last = { ...SECOND, attempt: 3, attempt_id: "r_3" };
  const rows = await queueOf({ current_attempts: [ATTEMPT, stranger, last] });

  expect(rows.map((row) => [row.attempt_id, row.member_name, row.previous_text])).toEqual([
    ["r_1", "Ада", null],
    ["r_3", "Ада", "Раз."],
    ["r_9", "Боб", null],
  ]);
});

test("what the workbook proposes stands beside the text, also where a master has judged it", async () => {
  const proposal = {
    ...{ proposed_verdict: "accepted", proposed_grade: 4, proposed_comment: "Да." },
    ...{ proposed_by_member_id: "eva", proposed_by_name: "Ева", proposed_at: daysAgo(8) },
    ...{ is_clean: true, doubt: null },
  };
  const row = { ...ATTEMPT, member_name: "Ада", previous_text: null, ...proposal };
  const proposed = { current_attempts: [ATTEMPT], verdict_proposals: [PROPOSED] };

  expect(await queueOf(proposed)).toEqual([row]);
  expect(await queueOf({ ...proposed, verdicts: [RETURNED] })).toEqual([row]);
});

test("what was said stays readable with its text, though that was edited or its row is gone", async () => {
  const version = { member_id: "ada", submitted_at: daysAgo(9), ordinal: 1n };
  const older = { ...RETURNED, text_digest: "d0", remark: null, seq: 0n };
  const gone = { ...RETURNED, attempt_id: "r_9" };
  await using warehouse = await given({
    current_attempts: [{ ...ATTEMPT, task_id: "t2", cohort_id: "s2", section_id: "b" }],
    attempt_versions: [
      { ...version, attempt_id: "r_1", text_digest: "d0", text: "Ноль." },
      { ...version, attempt_id: "r_1", ordinal: 2n, text_digest: "d1", text: "Раз." },
      { ...version, attempt_id: "r_1", ordinal: 3n, text_digest: "d1", text: "Раз." },
      { ...version, attempt_id: "r_9", text_digest: "d1", text: "Раз." },
    ],
    verdicts: [older, RETURNED, gone],
  });
  const { seq: _, ...pinned } = RETURNED;
  const said = {
    ...{ ...pinned, member_id: "ada", member_name: "Ада", by_name: "Ева", text: "Раз." },
    submitted_at: daysAgo(9),
  };
  const { answer_id, answer_member_id, attempt, task_title, section_title } = ATTEMPT;
  const now = { answer_id, answer_member_id, attempt, task_title, section_title };
  const nowhere = Object.fromEntries(Object.keys(now).map((name) => [name, null]));

  expect(await warehouse.build(masterVerdicts)).toEqual([
    { ...said, ...now, text_digest: "d0", text: "Ноль.", remark: null, is_current: false },
    { ...said, ...now, is_current: true },
    { ...said, ...nowhere, attempt_id: "r_9", is_current: false },
  ]);
});
