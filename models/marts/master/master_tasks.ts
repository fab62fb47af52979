import { sql } from "kysely";

import { feedback } from "../../core/workbook/feedback.ts";
import { tries } from "../../core/workbook/tries.ts";
import { medianOf, orZero, sumWhere } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

/** Where many fail: how many tried a task, were sent back, and got through, and after how many attempts. */
export const masterTasks = defineModel({
  name: "master_tasks",
  description: "How a cohort fares with a task, one row a cohort and task.",
  from: [tries, feedback],
  grain: ["cohort_id", "task_id"],
  columns: {
    cohort_id: "VARCHAR",
    cohort_title: "VARCHAR",
    task_id: "VARCHAR",
    task_title: "VARCHAR",
    section_title: "VARCHAR",
    /** Trainees who submitted anything, whose text was returned at least once, who were accepted. */
    tried_count: "BIGINT",
    failed_count: "BIGINT",
    accepted_count: "BIGINT",
    waiting_count: "BIGINT",
    /** All attempts up to the accepted ones, those included: divided by `accepted_count`, the mean. */
    attempts_to_accepted: "BIGINT",
    /** From a text's showing to the verdict on it, half of the verdicts took no longer. */
    median_minutes: "BIGINT?",
  },

  query: (db) =>
    db
      .with("tried", (qb) =>
        qb
          .selectFrom("tries")
          .groupBy(["cohort_id", "task_id"])
          .select(["cohort_id", "task_id"])
          .select((eb) => [
            // Alike in all rows of a group, but for a task that was renamed in between.
            eb.fn.max("cohort_title").as("cohort_title"),
            eb.fn.max("task_title").as("task_title"),
            eb.fn.max("section_title").as("section_title"),
            sql<bigint>`count(distinct member_id)`.as("tried_count"),
            eb.fn
              .countAll<bigint>()
              .filterWhere("is_first_accepted", "=", true)
              .as("accepted_count"),
            eb.fn.countAll<bigint>().filterWhere("status", "=", "waiting").as("waiting_count"),
            sumWhere(eb.ref("number"), eb.ref("is_first_accepted")).as("attempts_to_accepted"),
          ]),
      )
      .with("judged", (qb) =>
        qb
          .selectFrom("feedback")
          .groupBy(["cohort_id", "task_id"])
          .select(["cohort_id", "task_id"])
          .select((eb) => [
            sql<bigint>`count(distinct member_id) filter (where verdict = 'returned')`.as(
              "failed_count",
            ),
            medianOf(eb.ref("minutes")).as("median_minutes"),
          ]),
      )
      .selectFrom("tried as t")
      .leftJoin("judged as j", (join) =>
        join.onRef("j.cohort_id", "=", "t.cohort_id").onRef("j.task_id", "=", "t.task_id"),
      )
      .select(["t.cohort_id", "cohort_title", "t.task_id", "task_title", "section_title"])
      .select(["tried_count", "accepted_count", "waiting_count", "attempts_to_accepted"])
      .select((eb) => [
        orZero(eb.ref("failed_count")).as("failed_count"),
        eb.ref("median_minutes").as("median_minutes"),
      ]),
});
