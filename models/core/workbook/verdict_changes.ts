import { sql } from "kysely";

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
          .select(["attempt_id", "version", "verdict", "grade", "modifier_user_id"])
          .select([
            sql<Date>`coalesce(updated_at, created_at)`.as("given_at"),
            // Never changed since it was created: by whoever created it.
            sql<string>`coalesce(modifier_user_id, author_user_id)`.as("by_user_id"),
            sql<string | null>`lag(verdict) over by_version`.as("verdict_before"),
            sql<number | null>`lag(grade) over by_version`.as("grade_before"),
            sql<bigint>`row_number() over by_version`.as("place"),
          ])
          .modifyEnd(sql`window by_version as (partition by attempt_id order by version)`),
      )
      .with("changed", (qb) =>
        qb
          .selectFrom("followed")
          .where(
            sql<boolean>`verdict is distinct from verdict_before
              or grade is distinct from grade_before`,
          )
          .selectAll(),
      )
      .with("attributed", (qb) =>
        qb
          .selectFrom("changed")
          .innerJoin("attempts", "attempts.attempt_id", "changed.attempt_id")
          .innerJoin("nocodb_members", "nocodb_members.user_id", "changed.by_user_id")
          .select(["changed.attempt_id", "version", "verdict", "grade", "given_at"])
          .select(["nocodb_members.member_id as by_member_id", "place", "modifier_user_id"])
          .select((eb) => [
            sql<boolean>`nocodb_members.member_id in (attempts.member_id, answer_member_id)`.as(
              "is_author",
            ),
            eb
              .exists(
                eb
                  .selectFrom("roles")
                  .whereRef("roles.member_id", "=", "nocodb_members.member_id")
                  .where("role", "=", "master" satisfies Role)
                  .where(
                    sql<boolean>`(roles.cohort_id is null
                      or roles.cohort_id = attempts.cohort_id)`,
                  )
                  .whereRef("valid_from", "<=", "given_at")
                  .where(sql<boolean>`(valid_to is null or given_at < valid_to)`)
                  .select(sql`1`.as("one")),
              )
              .as("is_master"),
          ]),
      )
      .selectFrom("attributed")
      .select(["attempt_id", "version", "verdict", "grade", "given_at", "by_member_id"])
      .select(
        sql<string | null>`case
          when is_author and place = 1 and modifier_user_id is not null then 'ambiguous'
          when is_author then 'by_author'
          when not is_master then 'not_a_master'
        end`.as("refusal"),
      ),
});
