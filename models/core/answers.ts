import { sql } from "kysely";

import { defineModel } from "../model.ts";
import { stgGuidesSections } from "../staging/stg_guides_sections.ts";
import { stgNocodbAnswers } from "../staging/stg_nocodb_answers.ts";
import { nocodbMembers } from "./nocodb_members.ts";
import { tasks } from "./tasks.ts";

export const answers = defineModel({
  name: "answers",
  description: "A member's answer to a task, one row an answer.",
  from: [stgNocodbAnswers, nocodbMembers, tasks, stgGuidesSections],
  grain: ["answer_id"],
  columns: {
    answer_id: "VARCHAR",
    stream_id: "VARCHAR",
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
      .selectFrom("stg_nocodb_answers")
      .innerJoin("nocodb_members", "nocodb_members.user_id", "stg_nocodb_answers.user_id")
      .innerJoin("tasks", "tasks.task_id", "stg_nocodb_answers.task_id")
      .leftJoin("stg_guides_sections", "stg_guides_sections.section_id", "tasks.section_id")
      .select(["answer_id", "stg_nocodb_answers.stream_id", "member_id", "account_key"])
      .select(["tasks.task_id", "title as task_title", "tasks.section_id", "complexity"])
      .select(sql<string>`coalesce(section_title, title)`.as("section_title")),
});
