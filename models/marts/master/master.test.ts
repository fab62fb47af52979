import { expect, test } from "vitest";

import { givenWarehouse, type GivenRows } from "../../../test/warehouse.ts";
import { daysAgo } from "../../given.ts";
import { masterAttemptChanges } from "./master_attempt_changes.ts";
import { masterSections } from "./master_sections.ts";

const SHARED = {
  ...{ answer_id: "1", cohort_id: "s1", member_id: "ada" },
  ...{ task_title: "Граница", section_id: "a", section_title: "Граница системы" },
};

function attempt(number: number, recency: bigint, text: string) {
  return {
    ...SHARED,
    ...{ attempt_id: `a${number}`, attempt: number, answer_member_id: "ada", recency, text },
    text_digest: text,
    submitted_at: daysAgo(10 - number),
  };
}

const RETURNED = {
  ...{ attempt_id: "a1", text_digest: "Раз.", verdict: "returned", grade: 2 },
  ...{ remark: "Где граница?", stated_at: daysAgo(8), by_member_id: "eva" },
};

function given(attempts: readonly object[], rest: GivenRows = {}) {
  return givenWarehouse({
    ...rest,
    current_attempts: attempts as never,
    verdicts: [RETURNED],
    members: [{ member_id: "ada", name: "Ада" }],
  });
}

test("of the guides a cohort's masters read the sections that its answers are about, once", async () => {
  const title = { guide_id: "g1", guide_title: "Системы", section_title: "Граница" };
  const section = { ...title, section_order: 1n, body: "# Граница" };
  await using warehouse = await givenWarehouse({
    answer_states: [
      { answer_id: "1", cohort_id: "s1", section_id: "a" },
      { answer_id: "2", cohort_id: "s1", section_id: "a" },
      { answer_id: "3", cohort_id: "s2", section_id: "a" },
      { answer_id: "4", cohort_id: "s2", section_id: "gone" },
    ],
    stg_guides_sections: [
      { ...section, section_id: "a" },
      { ...section, section_id: "unanswered" },
    ],
  });

  const read = { section_id: "a", section_title: "Граница", guide_title: "Системы" };
  expect(await warehouse.build(masterSections)).toEqual([
    { cohort_id: "s1", ...read, text: "# Граница" },
    { cohort_id: "s2", ...read, text: "# Граница" },
  ]);
});

test("each attempt stands beside the text before it and what was said of it", async () => {
  await using warehouse = await given([attempt(1, 2n, "Раз."), attempt(2, 1n, "Два.")]);

  const rows = await warehouse.build(masterAttemptChanges);

  expect(rows.map((row) => [row.attempt, row.text, row.previous_text, row.verdict])).toEqual([
    [1, "Раз.", null, "returned"],
    [2, "Два.", "Раз.", null],
  ]);
});
