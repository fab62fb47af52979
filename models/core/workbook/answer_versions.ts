import { defineModel } from "../../model.ts";
import { stgNocodbAnswerVersions } from "../../staging/nocodb/stg_nocodb_answer_versions.ts";
import { nocodbMembers } from "../identity/nocodb_members.ts";

export const answerVersions = defineModel({
  name: "answer_versions",
  description: "Whose answer stood in a row, to which task and where; one row a row and version.",
  from: [stgNocodbAnswerVersions, nocodbMembers],
  grain: ["row", "ordinal"],
  columns: {
    row: "VARCHAR",
    row_id: "VARCHAR",
    ordinal: "BIGINT",
    answer_id: "VARCHAR",
    member_id: "VARCHAR",
    task: "VARCHAR?",
    cohort_id: "VARCHAR?",
    /** Who changed the row last by then, its author where nobody had or the table does not say. */
    by_member_id: "VARCHAR",
    /** Null in a table that keeps no such instant. */
    changed_at: "TIMESTAMPTZ?",
    observed_at: "TIMESTAMPTZ",
  },
  query: (db) =>
    db
      .selectFrom("stg_nocodb_answer_versions as v")
      .innerJoin("nocodb_members as m", "m.user_id", "v.user_id")
      .innerJoin("nocodb_members as by", (join) =>
        join.on((eb) => eb("by.user_id", "=", eb.fn.coalesce("v.modifier_user_id", "v.user_id"))),
      )
      .select(["row", "row_id", "ordinal", "answer_id", "m.member_id", "task", "cohort_id"])
      .select(["by.member_id as by_member_id", "changed_at", "observed_at"]),
});
