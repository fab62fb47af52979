import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgNocodbAttemptVersions } from "../../staging/nocodb/stg_nocodb_attempt_versions.ts";
import { nocodbMembers } from "../identity/nocodb_members.ts";
import { verdictChanges } from "./verdict_changes.ts";

export const verdicts = defineModel({
  name: "verdicts",
  description: "The verdict that counts, by a master on an answer not theirs; one row an attempt.",
  from: [verdictChanges, stgNocodbAttemptVersions, nocodbMembers],
  grain: ["attempt_id"],
  columns: {
    attempt_id: "VARCHAR",
    verdict: "VARCHAR",
    grade: "INTEGER?",
    given_at: "TIMESTAMPTZ",
    by_member_id: "VARCHAR",
    comment: "VARCHAR?",
  },

  query: (db) =>
    db
      .with("ranked", (qb) =>
        qb
          .selectFrom("verdict_changes")
          .where("refusal", "is", null)
          .select(["attempt_id", "version", "verdict", "grade", "given_at", "by_member_id"])
          .select(
            sql<bigint>`row_number() over (partition by attempt_id order by version desc)`.as(
              "place",
            ),
          ),
      )
      // A later change that does not count leaves the verdict before it in force.
      .with("in_force", (qb) =>
        qb
          .selectFrom("ranked")
          .where("place", "=", sql<bigint>`1`)
          .selectAll(),
      )
      // The master may word the comment anew; what somebody else writes there is not the master's.
      .with("comments", (qb) =>
        qb
          .selectFrom("in_force")
          .innerJoin("stg_nocodb_attempt_versions as v", (join) =>
            join
              .onRef("v.attempt_id", "=", "in_force.attempt_id")
              .onRef("v.version", ">=", "in_force.version"),
          )
          .innerJoin("nocodb_members", (join) =>
            join
              .onRef(
                "nocodb_members.user_id",
                "=",
                sql`coalesce(v.modifier_user_id, v.author_user_id)`,
              )
              .onRef("nocodb_members.member_id", "=", "in_force.by_member_id"),
          )
          .select(["in_force.attempt_id", "v.comment"])
          .select(
            sql<bigint>`row_number() over (
              partition by in_force.attempt_id order by v.version desc
            )`.as("place"),
          ),
      )
      .selectFrom("in_force")
      .leftJoin("comments", (join) =>
        join
          .onRef("comments.attempt_id", "=", "in_force.attempt_id")
          .on("comments.place", "=", sql<bigint>`1`),
      )
      // A verdict that a master took back is none.
      .where("verdict", "is not", null)
      .select(["in_force.attempt_id", "verdict", "grade", "given_at", "by_member_id", "comment"])
      .$narrowType<{ verdict: string }>(),
});
