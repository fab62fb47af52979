import { sql } from "kysely";

import { derivedId } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgNocodbAttempts } from "../../staging/nocodb/stg_nocodb_attempts.ts";
import { answers } from "./answers.ts";
import { nocodbMembers } from "../identity/nocodb_members.ts";

export const attempts = defineModel({
  name: "attempts",
  description: "Attempts at an answer, with their newest text; one row an attempt.",
  from: [stgNocodbAttempts, answers, nocodbMembers],
  grain: ["attempt_id"],
  columns: {
    attempt_id: "VARCHAR",
    contribution_id: "VARCHAR",
    answer_id: "VARCHAR",
    /** 1, 2, … in the order of the workbook's own numbers, which may repeat or have gaps. */
    attempt: "INTEGER",
    /** Of whoever wrote the attempt. */
    member_id: "VARCHAR",
    account_key: "VARCHAR",
    /** Of the answer it stands in: usually the same. */
    answer_member_id: "VARCHAR",
    cohort_id: "VARCHAR",
    task_title: "VARCHAR",
    section_id: "VARCHAR",
    section_title: "VARCHAR",
    complexity: "BIGINT",
    text: "VARCHAR",
    submitted_at: "TIMESTAMPTZ",
    /** 1 is the last attempt of its answer. */
    recency: "BIGINT",
  },

  query: (db) =>
    db
      .selectFrom("stg_nocodb_attempts as a")
      .innerJoin("answers", "answers.answer_id", "a.answer_id")
      .innerJoin("nocodb_members", "nocodb_members.user_id", "a.author_user_id")
      .select(["a.attempt_id", "a.answer_id", "a.text", "a.created_at as submitted_at"])
      .select(["nocodb_members.member_id", "nocodb_members.account_key"])
      .select(["answers.member_id as answer_member_id", "answers.cohort_id", "answers.task_title"])
      .select(["answers.section_id", "answers.section_title", "answers.complexity"])
      .select([
        derivedId("c_", sql`'attempt'`, sql.ref("a.attempt_id")).as("contribution_id"),
        sql<number>`cast(row_number() over (
          partition by a.answer_id order by a.attempt, a.created_at, a.attempt_id
        ) as INTEGER)`.as("attempt"),
        sql<bigint>`row_number() over (
          partition by a.answer_id order by a.attempt desc, a.created_at desc, a.attempt_id desc
        )`.as("recency"),
      ]),
});
