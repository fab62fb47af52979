import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { daysAgo } from "../../given.ts";
import { currentAttempts } from "./current_attempts.ts";

const ANSWER = {
  answer_id: "n1",
  row_id: "1",
  member_id: "ada",
  cohort_id: "s1",
  complexity: 1_000_000n,
};

function written(attempt_id: string, attempt: number, days: number) {
  return {
    ...{ attempt_id, attempt, answer: "1", author_user_id: "usada" },
    created_at: daysAgo(days),
  };
}

test("attempts are counted anew where the workbook's numbers repeat or have gaps", async () => {
  await using warehouse = await givenWarehouse({
    answers: [ANSWER],
    nocodb_members: [{ user_id: "usada", member_id: "ada", account_key: "a_1" }],
    stg_nocodb_attempts: [written("t1", 1, 9), written("t2", 4, 8), written("t3", 4, 7)],
  });

  const rows = await warehouse.build(currentAttempts);

  expect(rows.map(({ attempt_id, attempt, recency }) => [attempt_id, attempt, recency])).toEqual([
    ["t1", 1, 3n],
    ["t2", 2, 2n],
    ["t3", 3, 1n],
  ]);
});
