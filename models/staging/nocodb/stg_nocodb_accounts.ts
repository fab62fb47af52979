import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgNocodbAnswers } from "./stg_nocodb_answers.ts";
import { stgNocodbAttemptVersions } from "./stg_nocodb_attempt_versions.ts";
import { stgNocodbEnrolments } from "./stg_nocodb_enrolments.ts";

/** NocoDB lists no users to a token: they are found where they enrolled, wrote or changed. */
export const stgNocodbAccounts = defineModel({
  name: "stg_nocodb_accounts",
  description: "Everyone who left a trace in the workbooks, one row an account.",
  from: [stgNocodbEnrolments, stgNocodbAnswers, stgNocodbAttemptVersions],
  grain: ["native_id"],
  columns: { native_id: "VARCHAR", name: "VARCHAR?" },

  query: (db) =>
    db
      .with("seen", (qb) =>
        qb
          .selectFrom("stg_nocodb_enrolments")
          .select(["user_id as native_id", "display_name as name"])
          .unionAll(
            qb
              .selectFrom("stg_nocodb_answers")
              .select(["user_id as native_id", "display_name as name"]),
          )
          .unionAll(
            qb
              .selectFrom("stg_nocodb_attempt_versions")
              .select(["author_user_id as native_id", "author_display_name as name"]),
          )
          .unionAll(
            qb
              .selectFrom("stg_nocodb_attempt_versions")
              .where("modifier_user_id", "is not", null)
              .select([
                sql<string>`modifier_user_id`.as("native_id"),
                "modifier_display_name as name",
              ]),
          ),
      )
      .selectFrom("seen")
      .groupBy("native_id")
      .select(["native_id", sql<string | null>`min(nullif(trim(name), ''))`.as("name")]),
});
