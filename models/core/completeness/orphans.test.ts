import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { RUN } from "../../given.ts";
import { orphans } from "./orphans.ts";

test("a workbook's record that names a record which is not there is listed once", async () => {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    stg_nocodb_cohorts: [{ cohort_id: "1" }],
    stg_nocodb_tasks: [{ row_id: "1" }],
    stg_nocodb_enrolments: [{ row: "me/4", cohort_id: "9" }],
    stg_nocodb_answers: [
      { row: "ma/1", row_id: "1", task: "1", cohort_id: "1" },
      { row: "ma/2", row_id: "2", task: "9", cohort_id: "9" },
    ],
    stg_nocodb_attempts: [
      { row: "mt/1", row_id: "mt/1", answer: "1" },
      { row: "mt/2", row_id: "mt/2", answer: "сорок два" },
    ],
    stg_nocodb_reviews: [
      { row: "mr/1", attempt: "mt/2" },
      { row: "mr/2", attempt: "mt/3" },
    ],
  });

  const rows = await warehouse.build(orphans);

  expect(rows.map(({ key, reason }) => `${key} ${reason}`)).toEqual([
    `["answers","ma/2"] unknown answers.cohort`,
    `["attempts","mt/2"] unknown attempts.answer`,
    `["enrolments","me/4"] unknown enrolments.cohort`,
    `["reviews","mr/2"] unknown reviews.attempt`,
  ]);
});
