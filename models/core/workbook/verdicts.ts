import { place } from "../../expressions.ts";
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
      // A later change that does not count leaves the verdict before it in force.
      .with("counting", (qb) =>
        qb
          .selectFrom("verdict_changes")
          .where("refusal", "is", null)
          .select(["attempt_id", "ordinal", "verdict", "grade", "given_at", "by_member_id"])
          .select((eb) =>
            place(eb, (over) => over.partitionBy("attempt_id").orderBy("ordinal", "desc")).as(
              "place",
            ),
          ),
      )
      .with("in_force", (qb) => qb.selectFrom("counting").where("place", "=", 1n).selectAll())
      // The master may word the comment anew; what somebody else writes there is not the master's.
      .with("worded", (qb) =>
        qb
          .selectFrom("in_force as f")
          .innerJoin("stg_nocodb_attempt_versions as v", (join) =>
            join.onRef("v.attempt_id", "=", "f.attempt_id").onRef("v.ordinal", ">=", "f.ordinal"),
          )
          .innerJoin("nocodb_members as m", (join) =>
            join
              .on((eb) =>
                eb("m.user_id", "=", eb.fn.coalesce("v.modifier_user_id", "v.author_user_id")),
              )
              .onRef("m.member_id", "=", "f.by_member_id"),
          )
          .select(["f.attempt_id", "v.comment"])
          .select((eb) =>
            place(eb, (over) => over.partitionBy("f.attempt_id").orderBy("v.ordinal", "desc")).as(
              "place",
            ),
          ),
      )
      .with("comments", (qb) => qb.selectFrom("worded").where("place", "=", 1n).selectAll())
      .selectFrom("in_force as f")
      .leftJoin("comments", "comments.attempt_id", "f.attempt_id")
      // A verdict that a master took back is none.
      .where("verdict", "is not", null)
      .select(["f.attempt_id", "verdict", "grade", "given_at", "by_member_id", "comment"])
      .$narrowType<{ verdict: string }>(),
});
