import { bigintOf } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgGuidesSections } from "../../staging/guides/stg_guides_sections.ts";
import { stgNocodbAnswers } from "../../staging/nocodb/stg_nocodb_answers.ts";
import { nocodbMembers } from "../identity/nocodb_members.ts";
import { stgNocodbTasks } from "../../staging/nocodb/stg_nocodb_tasks.ts";
import { taskCatalogue } from "./task_catalogue.ts";

export const answers = defineModel({
  name: "answers",
  description: "A member's answer to a task, one row an answer.",
  from: [stgNocodbAnswers, nocodbMembers, stgNocodbTasks, taskCatalogue, stgGuidesSections],
  grain: ["answer_id"],
  columns: {
    answer_id: "VARCHAR",
    /** By which attempts name it. */
    row_id: "VARCHAR",
    cohort_id: "VARCHAR",
    member_id: "VARCHAR",
    account_key: "VARCHAR",
    task_id: "VARCHAR",
    task_title: "VARCHAR",
    /** Null: neither a curator nor a guide names the task. */
    section_id: "VARCHAR?",
    /** The task's own title where its section is not among the guides. */
    section_title: "VARCHAR",
    complexity: "BIGINT",
  },

  query: (db) =>
    db
      .selectFrom("stg_nocodb_answers as a")
      .innerJoin("nocodb_members as m", "m.user_id", "a.user_id")
      .innerJoin("stg_nocodb_tasks as t", "t.row_id", "a.task")
      .leftJoin("task_catalogue as c", "c.task", "t.row")
      .leftJoin("stg_guides_sections as s", "s.section_id", "c.section_id")
      .select(["answer_id", "a.row_id", "a.cohort_id", "member_id", "account_key"])
      .select(["t.task_id", "title as task_title", "c.section_id"])
      .select((eb) => [
        eb.fn.coalesce("section_title", "title").as("section_title"),
        eb.fn.coalesce("complexity", bigintOf(1_000_000)).as("complexity"),
      ]),
});
