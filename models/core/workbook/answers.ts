import { defineModel } from "../../model.ts";
import { stgGuidesSections } from "../../staging/guides/stg_guides_sections.ts";
import { stgNocodbAnswers } from "../../staging/nocodb/stg_nocodb_answers.ts";
import { nocodbMembers } from "../identity/nocodb_members.ts";
import { stgNocodbTasks } from "../../staging/nocodb/stg_nocodb_tasks.ts";

export const answers = defineModel({
  name: "answers",
  description: "A member's answer to a task, one row an answer.",
  from: [stgNocodbAnswers, nocodbMembers, stgNocodbTasks, stgGuidesSections],
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
    section_id: "VARCHAR",
    /** The task's own title where its section is not among the guides. */
    section_title: "VARCHAR",
    complexity: "BIGINT",
  },

  query: (db) =>
    db
      .selectFrom("stg_nocodb_answers as a")
      .innerJoin("nocodb_members as m", "m.user_id", "a.user_id")
      .innerJoin("stg_nocodb_tasks as t", "t.row_id", "a.task")
      .leftJoin("stg_guides_sections as s", "s.section_id", "t.section_id")
      .select(["answer_id", "a.row_id", "a.cohort_id", "member_id", "account_key"])
      .select(["t.task_id", "title as task_title", "t.section_id", "complexity"])
      .select((eb) => eb.fn.coalesce("section_title", "title").as("section_title")),
});
