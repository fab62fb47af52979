import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { sha256 } from "../../given.ts";
import { reviewProposals } from "./review_proposals.ts";
import { verdictProposals } from "./verdict_proposals.ts";

const MONDAY = new Date("2026-05-04T09:00:00Z");
const TUESDAY = new Date("2026-05-05T09:00:00Z");
const FRIDAY = new Date("2026-05-08T09:00:00Z");
const SUNDAY = new Date("2026-05-10T09:00:00Z");

const REVIEW = {
  ...{ review_id: "r1", attempt: "mt/1", verdict: "accepted", grade: 4, comment: "Да." },
  ...{ author_user_id: "eva", modifier_user_id: null, created_at: TUESDAY, updated_at: null },
};

/** What rows of reviews propose of Ada's attempt in cohort s1, of which Eva is a master. */
async function proposedBy(
  reviews: readonly object[],
  given: { cells?: object[]; rewritten?: Date; verdicts?: object[] } = {},
) {
  const texts: [text: string, at: Date][] = [["Раз.", MONDAY]];
  if (given.rewritten !== undefined) texts.push(["Два.", given.rewritten]);
  await using warehouse = await givenWarehouse({
    stg_nocodb_reviews: reviews as never,
    stg_nocodb_attempts: [{ attempt_id: "a1", row_id: "mt/1" }],
    current_attempts: [
      {
        ...{ attempt_id: "a1", answer_id: "n7", member_id: "ada", answer_member_id: "ada" },
        ...{ cohort_id: "s1", text_digest: sha256(texts.at(-1)![0]) },
      },
    ],
    attempt_versions: texts.map(([text, changed_at], index) => ({
      ...{ attempt_id: "a1", ordinal: BigInt(index + 1), text_digest: sha256(text), changed_at },
    })),
    nocodb_members: ["ada", "eva", "bob"].map((id) => ({ user_id: id, member_id: id })),
    people: ["ada", "eva", "bob"].map((member_id) => ({ member_id })),
    roles: [
      {
        ...{ role_id: "r1", member_id: "eva", role: "master", cohort_id: "s1" },
        valid_from: new Date("2026-04-01T00:00:00Z"),
      },
    ],
    cell_proposals: (given.cells ?? []) as never,
    verdicts: (given.verdicts ?? []) as never,
  });
  await warehouse.build(reviewProposals);
  const rows = await warehouse.build(verdictProposals);
  return rows.map(({ verdict, grade, proposed_by_member_id, doubt }) =>
    [verdict, grade, proposed_by_member_id, doubt ?? "clean"].join(" "),
  );
}

test("a master's row of reviews is a clean proposal on the attempt it names", async () => {
  expect(await proposedBy([REVIEW])).toEqual(["accepted 4 eva clean"]);
});

test("a row without a verdict, or on no attempt that is there, proposes nothing", async () => {
  expect(await proposedBy([{ ...REVIEW, verdict: null }])).toEqual([]);
  expect(await proposedBy([{ ...REVIEW, attempt: "mt/2" }])).toEqual([]);
});

test.each([
  ["by_author", { author_user_id: "ada" }, undefined],
  ["not_a_master", { author_user_id: "bob" }, undefined],
  ["not_a_master", { created_at: new Date("2026-03-01T00:00:00Z") }, undefined],
  ["changed_since", { modifier_user_id: "ada", updated_at: FRIDAY }, undefined],
  ["text_changed", {}, FRIDAY],
])("in doubt is %s: %j", async (doubt, changed, rewritten) => {
  const [row] = await proposedBy([{ ...REVIEW, ...changed }], rewritten && { rewritten });

  expect(row).toMatch(new RegExp(` ${doubt}$`));
});

test("the review of the newer text is clean, and so is one that its own author mended", async () => {
  const mended = { ...REVIEW, modifier_user_id: "eva", updated_at: SUNDAY };

  expect(await proposedBy([mended], { rewritten: FRIDAY })).toEqual(["accepted 4 eva clean"]);
});

test("of several rows the latest speaks, and of a row and the attempt's cells the later", async () => {
  const later = { ...REVIEW, review_id: "r2", verdict: "returned", grade: 2, created_at: FRIDAY };
  const cells = (proposed_at: Date) => [
    {
      ...{ attempt_id: "a1", text_digest: sha256("Раз."), verdict: "accepted", grade: 5 },
      ...{ proposed_by_member_id: "eva", proposed_at, doubt: null },
    },
  ];

  expect(await proposedBy([later, REVIEW])).toEqual(["returned 2 eva clean"]);
  expect(await proposedBy([REVIEW], { cells: cells(FRIDAY) })).toEqual(["accepted 5 eva clean"]);
  expect(await proposedBy([later], { cells: cells(TUESDAY) })).toEqual(["returned 2 eva clean"]);
});

test("what a master has stated since is settled", async () => {
  const stated = (stated_at: Date, verdict: string) => [
    { attempt_id: "a1", text_digest: sha256("Раз."), verdict, grade: 4, stated_at },
  ];

  expect(await proposedBy([REVIEW], { verdicts: stated(FRIDAY, "returned") })).toEqual([]);
  expect(await proposedBy([REVIEW], { verdicts: stated(MONDAY, "accepted") })).toEqual([]);
  expect(await proposedBy([REVIEW], { verdicts: stated(MONDAY, "returned") })).toHaveLength(1);
});
