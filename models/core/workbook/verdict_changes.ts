import { sql } from "kysely";

import { absentOr } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgNocodbAttemptVersions } from "../../staging/nocodb/stg_nocodb_attempt_versions.ts";
import { attempts } from "./attempts.ts";
import { nocodbMembers } from "../identity/nocodb_members.ts";
import { roles } from "../identity/roles.ts";
import type { Role } from "../../roles.ts";

/**
 * Who set or changed a verdict, as far as can be told.
 *
 * A row of the workbook names only its last modifier, so the version in which the verdict first
 * differed decides. A record seen for the first time with a verdict on it and changed last by its
 * author is ambiguous: the master's verdict and then a new text, or a verdict by the author.
 */
export const verdictChanges = defineModel({
  name: "verdict_changes",
  description: "Versions of attempts in which verdict or grade changed, one row a version.",
  from: [stgNocodbAttemptVersions, attempts, nocodbMembers, roles],
  grain: ["attempt_id", "version"],
  columns: {
    attempt_id: "VARCHAR",
    version: "BIGINT",
    /** The later change of an attempt has the greater one. */
    ordinal: "BIGINT",
    verdict: "VARCHAR?",
    grade: "INTEGER?",
    given_at: "TIMESTAMPTZ",
    by_member_id: "VARCHAR",
    /** Why it does not count: `by_author`, `not_a_master`, `ambiguous`. Null: it counts. */
    refusal: "VARCHAR?",
  },

  query: (db) =>
    db
      .with("followed", (qb) =>
        qb
          .selectFrom("stg_nocodb_attempt_versions")
          .select(["attempt_id", "version", "ordinal", "verdict", "grade", "modifier_user_id"])
          .select((eb) => [
            eb.fn.coalesce("updated_at", "created_at").as("given_at"),
            // Never changed since it was created: by whoever created it.
            eb.fn.coalesce("modifier_user_id", "author_user_id").as("by_user_id"),
            sql<string | null>`lag(verdict) over by_version`.as("verdict_before"),
            sql<number | null>`lag(grade) over by_version`.as("grade_before"),
            sql<bigint>`row_number() over by_version`.as("place"),
          ])
          .modifyEnd(sql`window by_version as (partition by attempt_id order by ordinal)`),
      )
      .with("changed", (qb) =>
        qb
          .selectFrom("followed")
          .where((eb) =>
            eb.or([
              eb("verdict", "is distinct from", eb.ref("verdict_before")),
              eb("grade", "is distinct from", eb.ref("grade_before")),
            ]),
          )
          .selectAll(),
      )
      .with("attributed", (qb) =>
        qb
          .selectFrom("changed as c")
          .innerJoin("attempts as a", "a.attempt_id", "c.attempt_id")
          .innerJoin("nocodb_members as m", "m.user_id", "c.by_user_id")
          .select(["c.attempt_id", "version", "ordinal", "verdict", "grade", "given_at", "place"])
          .select(["m.member_id as by_member_id", "modifier_user_id"])
          .select((eb) => [
            sql<boolean>`m.member_id in (a.member_id, answer_member_id)`.as("is_author"),
            eb
              .exists(
                eb
                  .selectFrom("roles")
                  .whereRef("roles.member_id", "=", "m.member_id")
                  .where("role", "=", "master" satisfies Role)
                  .where((on) => absentOr(on, "roles.cohort_id", "=", "a.cohort_id"))
                  .whereRef("valid_from", "<=", "given_at")
                  .where((on) => absentOr(on, "valid_to", ">", "given_at"))
                  .select(sql`1`.as("one")),
              )
              .as("is_master"),
          ]),
      )
      .selectFrom("attributed")
      .select(["attempt_id", "version", "ordinal", "verdict", "grade", "given_at", "by_member_id"])
      .select(
        sql<string | null>`case
          when is_author and place = 1 and modifier_user_id is not null then 'ambiguous'
          when is_author then 'by_author'
          when not is_master then 'not_a_master'
        end`.as("refusal"),
      ),
});
