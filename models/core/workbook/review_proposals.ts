import { sql } from "kysely";

import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgNocodbAttempts } from "../../staging/nocodb/stg_nocodb_attempts.ts";
import { stgNocodbReviews } from "../../staging/nocodb/stg_nocodb_reviews.ts";
import { isMasterOf } from "../identity/is-master.ts";
import { nocodbMembers } from "../identity/nocodb_members.ts";
import { people } from "../identity/people.ts";
import { roles } from "../identity/roles.ts";
import { attemptVersions } from "./attempt_versions.ts";
import { currentAttempts } from "./current_attempts.ts";
import { PROPOSAL_COLUMNS } from "./proposal-columns.ts";

/**
 * Where verdicts have a table of their own: the latest row that says one of an attempt, by whoever
 * made it. Nothing tells which text they read, so one that was changed after is in doubt.
 */
export const reviewProposals = defineModel({
  name: "review_proposals",
  description: "Verdicts that stand in a table of reviews; one row an attempt.",
  from: [
    stgNocodbReviews,
    stgNocodbAttempts,
    currentAttempts,
    attemptVersions,
    nocodbMembers,
    roles,
    people,
  ],
  grain: ["attempt_id"],
  columns: PROPOSAL_COLUMNS,

  query: (db) =>
    db
      .with("texts", (qb) =>
        qb
          .selectFrom("attempt_versions")
          .groupBy(["attempt_id", "text_digest"])
          .select(["attempt_id", "text_digest"])
          .select((eb) => eb.fn.min("changed_at").as("changed_at")),
      )
      .with("said", (qb) =>
        qb
          .selectFrom("stg_nocodb_reviews as r")
          .innerJoin("stg_nocodb_attempts as n", "n.row_id", "r.attempt")
          .innerJoin("current_attempts as c", "c.attempt_id", "n.attempt_id")
          .innerJoin("nocodb_members as by", "by.user_id", "r.author_user_id")
          .where("r.verdict", "is not", null)
          .select(["c.attempt_id", "c.text_digest", "c.member_id", "c.answer_member_id"])
          .select(["c.cohort_id", "r.grade", "r.comment", "by.member_id as by_member_id"])
          .select((eb) => {
            const at = eb.fn.coalesce("r.updated_at", "r.created_at");
            return [
              eb.ref("r.verdict").$notNull().as("verdict"),
              at.as("proposed_at"),
              sql<boolean>`r.modifier_user_id is not null
                and r.modifier_user_id <> r.author_user_id`.as("is_by_others"),
              place(eb, (over) =>
                over.partitionBy("c.attempt_id").orderBy(at, "desc").orderBy("r.review_id"),
              ).as("place"),
            ];
          }),
      )
      .selectFrom("said as s")
      .innerJoin("texts as t", (join) =>
        join
          .onRef("t.attempt_id", "=", "s.attempt_id")
          .onRef("t.text_digest", "=", "s.text_digest"),
      )
      .where("s.place", "=", 1n)
      .select(["s.attempt_id", "s.text_digest", "s.verdict", "s.grade", "s.comment"])
      .select(["s.by_member_id as proposed_by_member_id", "s.proposed_at"])
      .select((eb) => {
        const isMaster = isMasterOf({
          member: eb.ref("s.by_member_id"),
          cohort: eb.ref("s.cohort_id"),
          at: eb.ref("s.proposed_at"),
        });
        return sql<string | null>`case
          when s.by_member_id in (s.member_id, s.answer_member_id) then 'by_author'
          when not ${isMaster} then 'not_a_master'
          when s.is_by_others then 'changed_since'
          when t.changed_at > s.proposed_at then 'text_changed'
        end`.as("doubt");
      }),
});
