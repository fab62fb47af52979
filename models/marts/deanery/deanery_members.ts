import { sql } from "kysely";

import { enrolments } from "../../core/workbook/enrolments.ts";
import { observationHorizon } from "../../core/completeness/observation_horizon.ts";
import { discourseMembers } from "../../core/identity/discourse_members.ts";
import { people } from "../../core/identity/people.ts";
import { daysBefore } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgDiscourseUsers } from "../../staging/discourse/stg_discourse_users.ts";
import { memberTotals } from "../../scores/member_totals.ts";
import { attentionDays } from "./attention-rules.ts";

export const deaneryMembers = defineModel({
  name: "deanery_members",
  description: "All people of the club and how active they are, one row a person.",
  from: [people, enrolments, memberTotals, observationHorizon, discourseMembers, stgDiscourseUsers],
  grain: ["member_id"],
  columns: {
    member_id: "VARCHAR",
    name: "VARCHAR",
    handle: "VARCHAR?",
    /** The cohort joined last. */
    cohort_id: "VARCHAR?",
    cohort_title: "VARCHAR?",
    last_contribution_at: "TIMESTAMPTZ?",
    contribution_count: "BIGINT",
    points: "BIGINT",
    sections_accepted: "BIGINT",
    sections_total: "BIGINT",
    /** `new`, `active`, `slowing` or `silent`; `unknown` where activity was not seen as a whole. */
    status: "VARCHAR",
  },

  query: (db) =>
    db
      .with("registered", (qb) =>
        qb
          .selectFrom("discourse_members as m")
          .innerJoin("stg_discourse_users as u", "u.user_id", "m.user_id")
          .groupBy("member_id")
          .select(["member_id"])
          .select((eb) => eb.fn.min("created_at").as("registered_at")),
      )
      .with("counted", (qb) =>
        qb
          .selectFrom("people as p")
          .innerJoin("member_totals as t", "t.member_id", "p.member_id")
          .leftJoin("enrolments as e", (join) =>
            join.onRef("e.member_id", "=", "p.member_id").on("recency", "=", 1n),
          )
          .leftJoin("registered as r", "r.member_id", "p.member_id")
          .select(["p.member_id", "name", "handle", "cohort_id", "cohort_title"])
          // Who studies began with the cohort, who does not with the account.
          .select((eb) => eb.fn.coalesce("joined_at", "registered_at").as("begun_at"))
          .select(["first_contribution_at", "last_contribution_at", "contribution_count", "points"])
          .select(["sections_accepted", "sections_total"]),
      )
      .selectFrom("counted")
      .crossJoin("observation_horizon")
      .select(["member_id", "name", "handle", "cohort_id", "cohort_title"])
      .select(["last_contribution_at", "contribution_count", "points"])
      .select(["sections_accepted", "sections_total"])
      .select(() => {
        // Days are counted to the horizon, so that an outage of a source makes nobody inactive.
        const before = (count: number) => daysBefore(sql.ref<Date>("horizon_at"), count);
        return sql<string>`case
          when horizon_at is null then 'unknown'
          when least(first_contribution_at, begun_at) >= ${before(attentionDays.newcomer)}
            then 'new'
          when last_contribution_at >= ${before(attentionDays.slowing)} then 'active'
          when last_contribution_at >= ${before(attentionDays.silent)} then 'slowing'
          else 'silent'
        end`.as("status");
      }),
});
