import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgNocodbAttemptVersions } from "../../staging/nocodb/stg_nocodb_attempt_versions.ts";
import { nocodbMembers } from "../identity/nocodb_members.ts";

/** A cell that could not be read is NULL: the version counts all the same, for who changed what. */
export const attemptVersions = defineModel({
  name: "attempt_versions",
  description: "What each attempt was, version by version, and by whom; one row a version.",
  from: [stgNocodbAttemptVersions, nocodbMembers],
  grain: ["attempt_id", "ordinal"],
  columns: {
    attempt_id: "VARCHAR",
    /** The later change of an attempt has the greater one. */
    ordinal: "BIGINT",
    /** Of whoever made the row. No edit moves it. */
    member_id: "VARCHAR",
    account_key: "VARCHAR",
    submitted_at: "TIMESTAMPTZ",
    /** The row of the answer it stood in. */
    answer: "VARCHAR?",
    attempt: "INTEGER?",
    text: "VARCHAR?",
    /** SHA-256 of the text as UTF-8, in hex. */
    text_digest: "VARCHAR?",
    verdict: "VARCHAR?",
    grade: "INTEGER?",
    comment: "VARCHAR?",
    /** Who changed the row last by then; its author where nobody had. */
    by_member_id: "VARCHAR",
    is_changed: "BOOLEAN",
    changed_at: "TIMESTAMPTZ",
    observed_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .selectFrom("stg_nocodb_attempt_versions as v")
      .innerJoin("nocodb_members as author", "author.user_id", "v.author_user_id")
      .innerJoin("nocodb_members as by", (join) =>
        join.on((eb) =>
          eb("by.user_id", "=", eb.fn.coalesce("v.modifier_user_id", "v.author_user_id")),
        ),
      )
      .select(["attempt_id", "ordinal", "author.member_id", "author.account_key"])
      .select(["created_at as submitted_at", "answer", "attempt", "text"])
      .select(["verdict", "grade", "comment", "by.member_id as by_member_id", "observed_at"])
      .select((eb) => [
        sql<string | null>`sha256(text)`.as("text_digest"),
        eb("v.modifier_user_id", "is not", null).$castTo<boolean>().as("is_changed"),
        eb.fn.coalesce("updated_at", "created_at").as("changed_at"),
      ]),
});
