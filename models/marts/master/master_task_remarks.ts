import { sql } from "kysely";

import { feedback } from "../../core/workbook/feedback.ts";
import { defineModel } from "../../model.ts";

/** The same remark, whatever its case, spaces and the mark at its end. */
const alike = sql<string>`rtrim(lower(trim(regexp_replace(remark, '\\s+', ' ', 'g'))), ' .!?…')`;

export const masterTaskRemarks = defineModel({
  name: "master_task_remarks",
  description: "With which remark texts were returned, one row a cohort, task and remark.",
  from: [feedback],
  grain: ["cohort_id", "task_id", "remark"],
  columns: {
    cohort_id: "VARCHAR",
    task_id: "VARCHAR",
    /** As one of them has it. */
    remark: "VARCHAR",
    returned_count: "BIGINT",
    member_count: "BIGINT",
    last_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .with("remarked", (qb) =>
        qb
          .selectFrom("feedback")
          .where("verdict", "=", "returned")
          .where(sql<boolean>`trim(coalesce(remark, '')) <> ''`)
          .select(["cohort_id", "task_id", "member_id", "given_at", alike.as("alike")])
          .select((eb) => sql<string>`trim(${eb.ref("remark")})`.as("remark")),
      )
      .selectFrom("remarked")
      .groupBy(["cohort_id", "task_id", "alike"])
      .select(["cohort_id", "task_id"])
      .select((eb) => [
        eb.fn.min("remark").as("remark"),
        eb.fn.countAll<bigint>().as("returned_count"),
        sql<bigint>`count(distinct member_id)`.as("member_count"),
        eb.fn.max("given_at").as("last_at"),
      ]),
});
