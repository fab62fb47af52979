import { sql } from "kysely";

import { feedback } from "../../core/workbook/feedback.ts";
import { tries } from "../../core/workbook/tries.ts";
import { bigintOf, sumOf } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

export const masterTaskWeeks = defineModel({
  name: "master_task_weeks",
  description: "What was submitted, accepted and returned, one row a cohort, task and week.",
  from: [tries, feedback],
  grain: ["cohort_id", "task_id", "week"],
  columns: {
    cohort_id: "VARCHAR",
    task_id: "VARCHAR",
    /** Its Monday. An attempt counts in the week it was submitted, a verdict in that it was given. */
    week: "VARCHAR",
    submitted_count: "BIGINT",
    accepted_count: "BIGINT",
    returned_count: "BIGINT",
  },

  query: (db) =>
    db
      .selectFrom((eb) =>
        eb
          .selectFrom("tries")
          .select(["cohort_id", "task_id", "week"])
          .select([
            bigintOf(1).as("submitted"),
            bigintOf(0).as("accepted"),
            bigintOf(0).as("returned"),
          ])
          .unionAll(
            eb
              .selectFrom("feedback")
              .select(["cohort_id", "task_id", "week", bigintOf(0).as("submitted")])
              .select([
                sql<bigint>`cast(verdict = 'accepted' as BIGINT)`.as("accepted"),
                sql<bigint>`cast(verdict = 'returned' as BIGINT)`.as("returned"),
              ]),
          )
          .as("events"),
      )
      .groupBy(["cohort_id", "task_id", "week"])
      .select(["cohort_id", "task_id", "week"])
      .select((eb) => [
        sumOf(eb.ref("submitted")).as("submitted_count"),
        sumOf(eb.ref("accepted")).as("accepted_count"),
        sumOf(eb.ref("returned")).as("returned_count"),
      ]),
});
