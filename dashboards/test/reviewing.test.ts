import { expect, test } from "vitest";

// Plain JavaScript, as the browser runs it.
// @ts-expect-error It has no declarations.
import * as reviewing from "../components/reviewing.js";

const { askedBy, confirmed, lastSaid, neighbourOf, obstacleOf, partsOf, said } = reviewing;

const ROW = {
  ...{ attempt_id: "r_1", text_digest: "d1", task_id: "t1", cohort_id: "s1" },
  ...{
    member_id: "m_ada",
    answer_member_id: "m_ada",
    proposed_verdict: null,
    proposed_grade: null,
  },
  ...{ proposed_comment: null, proposed_by_member_id: null, proposed_by_name: null },
  ...{ is_clean: null, doubt: null },
};
const CLEAN = {
  ...ROW,
  ...{ proposed_verdict: "accepted", proposed_grade: 4, proposed_comment: "Да.", is_clean: true },
  ...{ proposed_by_member_id: "m_eva", proposed_by_name: "Ева" },
};
const STATED = {
  ...{ attemptId: "r_1", textDigest: "d1", verdict: "accepted", grade: 4, remark: null },
  ...{ statedAt: "2026-10-05T09:00:00Z", isOwn: true },
};

const idsOf = (rows: readonly { attempt_id: string }[]) => rows.map(({ attempt_id }) => attempt_id);

test("each text is in one part: settled, proposed clean, proposed doubtful, or waiting", () => {
  const rows = [
    ROW,
    { ...ROW, attempt_id: "r_2" },
    { ...CLEAN, attempt_id: "r_3" },
    { ...CLEAN, attempt_id: "r_4", is_clean: false, doubt: "changed_since" },
  ];

  const parts = partsOf(rows, [], [STATED], "m_eva");

  expect({
    stated: idsOf(parts.stated.map(({ row }: { row: typeof ROW }) => row)),
    proposals: parts.proposals.map((one: { rows: (typeof ROW)[] }) => idsOf(one.rows)),
    doubtful: idsOf(parts.doubtful),
    waiting: idsOf(parts.waiting),
  }).toEqual({ stated: ["r_1"], proposals: [["r_3"]], doubtful: ["r_4"], waiting: ["r_2"] });
});

test.each([
  ["of an older text", { textDigest: "d0" }],
  ["that was withdrawn", { verdict: "withdrawn" }],
])("a statement %s settles nothing", (_, change) => {
  const parts = partsOf([ROW], [], [{ ...STATED, ...change }], "m_eva");

  expect([parts.stated, idsOf(parts.waiting)]).toEqual([[], ["r_1"]]);
});

test("proposals are confirmed by master, and one's own stand first", () => {
  const byAda = { proposed_by_member_id: "m_ada", proposed_by_name: "Ада", member_id: "m_max" };
  const rows = [{ ...CLEAN, ...byAda, attempt_id: "r_2" }, CLEAN, { ...CLEAN, attempt_id: "r_3" }];

  const { proposals } = partsOf(rows, [], [], "m_eva");

  expect(
    proposals.map((one: { name: string; isOwn: boolean; rows: (typeof ROW)[] }) => [
      ...[one.name, one.isOwn, idsOf(one.rows)],
    ]),
  ).toEqual([
    ["Ева", true, ["r_1", "r_3"]],
    ["Ада", false, ["r_2"]],
  ]);
});

test("what one has written oneself is never among what one click confirms", () => {
  const parts = partsOf([{ ...CLEAN, answer_member_id: "m_eva" }], [], [], "m_eva");

  expect([parts.proposals, idsOf(parts.waiting)]).toEqual([[], ["r_1"]]);
});

const JUDGED = {
  ...{ ...ROW, attempt_id: "r_7", is_current: true, verdict: "returned", grade: 2 },
  ...{ remark: "Нет.", by_member_id: "m_eva", by_name: "Ева" },
  stated_at: new Date("2026-10-01T09:00:00Z"),
};
const ON_JUDGED = { ...STATED, attemptId: "r_7" };

test("what was published is changed by what was said since, and the latest stands first", () => {
  const published = partsOf([ROW], [JUDGED], [STATED], "m_eva").stated;
  const changed = partsOf([], [JUDGED], [ON_JUDGED], "m_eva").stated;
  const verdictsOf = (stated: typeof published) =>
    stated.map((one: { row: typeof ROW; statement: typeof STATED }) => [
      ...[one.row.attempt_id, one.statement.verdict, one.statement.isOwn],
    ]);

  expect(verdictsOf(published)).toEqual([
    ["r_1", "accepted", true],
    ["r_7", "returned", true],
  ]);
  expect(verdictsOf(changed)).toEqual([["r_7", "accepted", true]]);
});

test("one key takes back what one has said last, and never what is published or another's", () => {
  const said = partsOf([ROW], [JUDGED], [STATED], "m_eva").stated;
  const byOther = { ...STATED, isOwn: false };

  expect(lastSaid(said, [STATED])?.row.attempt_id).toBe("r_1");
  expect(lastSaid(partsOf([], [JUDGED], [], "m_eva").stated, [])).toBeNull();
  expect(lastSaid(partsOf([ROW], [], [byOther], "m_eva").stated, [byOther])).toBeNull();
});

test("a published verdict that is withdrawn waits again, if its text still stands", () => {
  const withdrawn = { ...ON_JUDGED, verdict: "withdrawn" };
  const edited = { ...JUDGED, is_current: false };

  expect(idsOf(partsOf([], [JUDGED], [withdrawn], "m_eva").waiting)).toEqual(["r_7"]);
  expect(partsOf([], [edited], [withdrawn], "m_eva")).toEqual({
    ...{ stated: [], proposals: [], doubtful: [], waiting: [] },
  });
});

test("a judged text on which the workbook proposes something else waits, and is not settled", () => {
  const doubtful = { ...CLEAN, is_clean: false, doubt: "changed_since" };
  const judged = { ...JUDGED, attempt_id: "r_1" };

  const parts = partsOf([doubtful], [judged], [], "m_eva");

  expect([idsOf(parts.doubtful), parts.stated]).toEqual([["r_1"], []]);
});

test("a statement names the text as it was read, and a confirmation the workbook's words", () => {
  const read = { attemptId: "r_1", textDigest: "d1", taskId: "t1", cohortId: "s1" };

  expect(said(ROW, { verdict: "returned", remark: "Нет." })).toEqual({
    ...{ ...read, verdict: "returned", grade: null, remark: "Нет.", way: "page" },
  });
  expect(confirmed(CLEAN)).toEqual({
    ...{ ...read, verdict: "accepted", grade: 4, remark: "Да.", way: "workbook" },
  });
});

test("a draft is stated once it has a verdict, and returned only with a word", () => {
  const draft = { verdict: null, grade: 5, remark: "Да." };

  expect([
    obstacleOf(draft) === null,
    obstacleOf({ ...draft, verdict: "accepted", remark: "" }) === null,
    obstacleOf({ ...draft, verdict: "returned", remark: " " }) === null,
    obstacleOf({ ...draft, verdict: "returned" }) === null,
  ]).toEqual([false, true, false, true]);
});

test("the list is gone round in both ways, from its first where the open one has left it", () => {
  const rows = ["a", "b", "c"].map((attempt_id) => ({ attempt_id, text_digest: "d" }));

  expect([
    neighbourOf(rows, "a d", 1),
    neighbourOf(rows, "c d", 1),
    neighbourOf(rows, "a d", -1),
    neighbourOf(rows, "gone d", 1),
    neighbourOf([], "a d", 1),
  ]).toEqual(["b d", "a d", "c d", "a d", null]);
});

const BODY = { tagName: "BODY" };
const REMARK = { tagName: "TEXTAREA" };

test.each([
  [
    "a letter by its place, whatever the layout",
    { code: "KeyA", key: "ф", target: BODY },
    "verdict",
  ],
  ["a figure of the number pad", { code: "Numpad4", target: BODY }, "grade"],
  ["Enter outside of fields", { code: "Enter", target: BODY }, "state"],
  [
    "Enter on a picked radio",
    { code: "Enter", target: { tagName: "INPUT", type: "radio" } },
    "state",
  ],
  ["Ctrl and Enter in the remark", { code: "Enter", ctrlKey: true, target: REMARK }, "state"],
  ["Escape in the remark", { code: "Escape", target: REMARK }, "leave"],
  ["a letter in the remark", { code: "KeyA", target: REMARK }, undefined],
  ["Enter in the remark", { code: "Enter", target: REMARK }, undefined],
  ["Enter on a button", { code: "Enter", target: { tagName: "BUTTON" } }, undefined],
  ["a letter with Ctrl", { code: "KeyR", ctrlKey: true, target: BODY }, undefined],
  ["a letter with Alt", { code: "KeyA", altKey: true, target: BODY }, undefined],
  ["a figure past five", { code: "Digit6", target: BODY }, undefined],
  ["a letter of no meaning", { code: "KeyQ", target: BODY }, undefined],
])("%s", (_, event, asked) => {
  expect(askedBy(event)?.do).toBe(asked);
});
