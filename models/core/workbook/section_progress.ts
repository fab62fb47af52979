import { sql } from "kysely";

import { absentOr } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { answerStates } from "./answer_states.ts";
import { attempts } from "./attempts.ts";
import { enrolments } from "./enrolments.ts";
import { stgGuidesSections } from "../../staging/guides/stg_guides_sections.ts";
import { stgNocodbTasks } from "../../staging/nocodb/stg_nocodb_tasks.ts";
import { taskCatalogue } from "./task_catalogue.ts";

/** Only sections with a task: the others are read, and reading leaves no trace to judge by. */
export const sectionProgress = defineModel({
  name: "section_progress",
  description: "How far a trainee is in a section, one row a member, cohort and section.",
  from: [enrolments, stgGuidesSections, taskCatalogue, stgNocodbTasks, answerStates, attempts],
  grain: ["member_id", "cohort_id", "section_id"],
  columns: {
    member_id: "VARCHAR",
    cohort_id: "VARCHAR",
    cohort_title: "VARCHAR",
    guide_id: "VARCHAR",
    guide_title: "VARCHAR",
    section_id: "VARCHAR",
    section_title: "VARCHAR",
    section_order: "BIGINT",
    /** `accepted` when every task is; `returned` when any waits for its author. */
    status: "VARCHAR",
    updated_at: "TIMESTAMPTZ?",
  },

  query: (db) =>
    db
      .with("asked", (qb) =>
        qb
          .selectFrom("enrolments as e")
          .innerJoin("stg_guides_sections as s", "s.guide_id", "e.guide_id")
          .innerJoin("task_catalogue as c", "c.section_id", "s.section_id")
          .innerJoin("stg_nocodb_tasks as t", (join) =>
            join
              .onRef("t.row", "=", "c.task")
              .on((eb) => absentOr(eb, "t.cohort_id", "=", "e.cohort_id")),
          )
          .select(["e.member_id", "e.cohort_id", "e.cohort_title", "s.guide_id", "s.guide_title"])
          .select(["s.section_id", "s.section_title", "s.section_order", "t.task_id"]),
      )
      // What was accepted stays so, though its answer be deleted or moved.
      .with("each_answer", (qb) =>
        qb
          .selectFrom("answer_states")
          .select(["member_id", "cohort_id", "task_id", "is_accepted", "state", "updated_at"])
          .unionAll(
            qb
              .selectFrom("attempts")
              .where("status", "=", "accepted")
              .select(["member_id", "cohort_id", "task_id"])
              .select((eb) => [
                sql<boolean>`true`.as("is_accepted"),
                "status as state",
                eb.ref("accepted_at").$notNull().as("updated_at"),
              ]),
          ),
      )
      // Two answers to one task: the further one counts.
      .with("answered", (qb) =>
        qb
          .selectFrom("each_answer")
          .groupBy(["member_id", "cohort_id", "task_id"])
          .select(["member_id", "cohort_id", "task_id"])
          .select((eb) => [
            eb.fn.agg<boolean>("bool_or", ["is_accepted"]).as("is_accepted"),
            sql<boolean>`bool_or(state = 'waiting')`.as("is_waiting"),
            eb.fn.max("updated_at").as("updated_at"),
          ]),
      )
      .with("done", (qb) =>
        qb
          .selectFrom("asked as q")
          .leftJoin("answered as a", (join) =>
            join
              .onRef("a.member_id", "=", "q.member_id")
              .onRef("a.cohort_id", "=", "q.cohort_id")
              .onRef("a.task_id", "=", "q.task_id"),
          )
          .select(["q.member_id", "q.cohort_id", "cohort_title", "guide_id", "guide_title"])
          .select(["section_id", "section_title", "section_order"])
          .select(["is_accepted", "is_waiting", "updated_at"]),
      )
      .selectFrom("done")
      .groupBy(["member_id", "cohort_id", "cohort_title", "guide_id", "guide_title"])
      .groupBy(["section_id", "section_title", "section_order"])
      .select(["member_id", "cohort_id", "cohort_title", "guide_id", "guide_title"])
      .select(["section_id", "section_title", "section_order"])
      .select((eb) => [
        sql<string>`case
          when bool_and(coalesce(is_accepted, false)) then 'accepted'
          when bool_or(not is_accepted and not is_waiting) then 'returned'
          when bool_or(is_accepted is not null) then 'submitted'
          else 'not_started'
        end`.as("status"),
        eb.fn.max("updated_at").as("updated_at"),
      ]),
});
