import { sql } from "kysely";

import { orElse, place, weekOf } from "../../expressions.ts";
import { defineModel, refRun } from "../../model.ts";
import { stgNocodbCohorts } from "../../staging/nocodb/stg_nocodb_cohorts.ts";
import { attempts } from "./attempts.ts";

/** Counted by whose, cohort and task, so that an answer made anew goes on where the last one was. */
export const tries = defineModel({
  name: "tries",
  description: "Attempts of each trainee at each task in their order, one row an attempt.",
  from: [attempts, stgNocodbCohorts, refRun],
  grain: ["attempt_id"],
  columns: {
    attempt_id: "VARCHAR",
    cohort_id: "VARCHAR",
    cohort_title: "VARCHAR",
    task_id: "VARCHAR",
    task_title: "VARCHAR",
    section_title: "VARCHAR",
    member_id: "VARCHAR",
    /** 1, 2, … in the order in which they were submitted. */
    number: "BIGINT",
    status: "VARCHAR",
    text: "VARCHAR",
    submitted_at: "TIMESTAMPTZ",
    /** Monday of its week, where the community lives. */
    week: "VARCHAR",
    accepted_at: "TIMESTAMPTZ?",
    /** The one with which the task was done. */
    is_first_accepted: "BOOLEAN",
  },

  query: (db) =>
    db
      .selectFrom("attempts as a")
      .leftJoin("stg_nocodb_cohorts as c", "c.cohort_id", "a.cohort_id")
      .crossJoin("ref_run")
      .select(["attempt_id", "a.cohort_id", "task_id", "member_id", "status", "text"])
      .select(["submitted_at", "accepted_at"])
      .select((eb) => {
        const title = eb.fn.coalesce("a.task_title", "a.task_id");
        const order = place(eb, (over) =>
          over
            .partitionBy(["member_id", "a.cohort_id", "task_id"])
            .orderBy("submitted_at")
            .orderBy("attempt_id"),
        );
        const accepted = place(eb, (over) =>
          over
            .partitionBy(["member_id", "a.cohort_id", "task_id"])
            .orderBy("accepted_at", (at) => at.asc().nullsLast())
            .orderBy("submitted_at")
            .orderBy("attempt_id"),
        );
        return [
          // A cohort whose row is gone has no other name left.
          eb.fn.coalesce("c.title", "a.cohort_id").as("cohort_title"),
          title.as("task_title"),
          eb.fn.coalesce("section_title", title).as("section_title"),
          order.as("number"),
          weekOf(eb.ref("submitted_at"), eb.ref("time_zone")).as("week"),
          orElse(sql<boolean>`${accepted} = 1 and accepted_at is not null`, false).as(
            "is_first_accepted",
          ),
        ];
      }),
});
