import { sql } from "kysely";

import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgNocodbAttempts } from "../../staging/nocodb/stg_nocodb_attempts.ts";
import { answers } from "./answers.ts";
import { nocodbMembers } from "../identity/nocodb_members.ts";

export const currentAttempts = defineModel({
  name: "current_attempts",
  description: "Attempts as their rows stand now; one row an attempt.",
  from: [stgNocodbAttempts, answers, nocodbMembers],
  grain: ["attempt_id"],
  columns: {
    attempt_id: "VARCHAR",
    answer_id: "VARCHAR",
    /** 1, 2, … in the order of the workbook's own numbers, which may repeat or have gaps. */
    attempt: "INTEGER",
    /** Of whoever wrote the attempt. */
    member_id: "VARCHAR",
    account_key: "VARCHAR",
    /** Of the answer it stands in: usually the same. */
    answer_member_id: "VARCHAR",
    cohort_id: "VARCHAR",
    task_id: "VARCHAR",
    task_title: "VARCHAR",
    section_id: "VARCHAR?",
    section_title: "VARCHAR",
    complexity: "BIGINT",
    text: "VARCHAR",
    /** SHA-256 of the text as UTF-8, in hex: what a verdict is bound to. */
    text_digest: "VARCHAR",
    submitted_at: "TIMESTAMPTZ",
    /** 1 is the last attempt of its answer. */
    recency: "BIGINT",
  },

  query: (db) =>
    db
      .selectFrom("stg_nocodb_attempts as a")
      .innerJoin("answers", "answers.row_id", "a.answer")
      .innerJoin("nocodb_members as author", "author.user_id", "a.author_user_id")
      .select(["a.attempt_id", "answers.answer_id", "a.text", "a.created_at as submitted_at"])
      .select(["author.member_id", "author.account_key"])
      .select(["answers.member_id as answer_member_id", "answers.cohort_id"])
      .select(["answers.task_id", "answers.task_title"])
      .select(["answers.section_id", "answers.section_title", "answers.complexity"])
      .select((eb) => {
        const first = place(eb, (over) =>
          over
            .partitionBy("answers.answer_id")
            .orderBy("a.attempt")
            .orderBy("a.created_at")
            .orderBy("a.attempt_id"),
        );
        const last = place(eb, (over) =>
          over
            .partitionBy("answers.answer_id")
            .orderBy("a.attempt", "desc")
            .orderBy("a.created_at", "desc")
            .orderBy("a.attempt_id", "desc"),
        );
        return [
          sql<string>`sha256(a.text)`.as("text_digest"),
          sql<number>`cast(${first} as INTEGER)`.as("attempt"),
          last.as("recency"),
        ];
      }),
});
