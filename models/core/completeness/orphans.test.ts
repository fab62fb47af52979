import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { RUN } from "../../given.ts";
import { orphans } from "./orphans.ts";

test("a workbook's record that names a record which is not there is listed once", async () => {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    stg_nocodb_cohorts: [{ cohort_id: "1" }],
    stg_nocodb_tasks: [{ task_id: "1" }],
    stg_nocodb_enrolments: [{ enrolment_id: "4", cohort_id: "9" }],
    stg_nocodb_answers: [
      { answer_id: "1", task_id: "1", cohort_id: "1" },
      { answer_id: "2", task_id: "9", cohort_id: "9" },
    ],
    stg_nocodb_attempts: [
      { attempt_id: "1", answer_id: "1" },
      { attempt_id: "2", answer_id: "сорок два" },
    ],
  });

  const rows = await warehouse.build(orphans);

  expect(rows.map(({ key, reason }) => `${key} ${reason}`)).toEqual([
    `["Answers","2"] unknown Answers.Stream`,
    `["Attempts","2"] unknown Attempts.Answer`,
    `["Enrolments","4"] unknown Enrolments.Stream`,
  ]);
});
