import { sql } from "kysely";

import { enrolments } from "../../core/workbook/enrolments.ts";
import { observationHorizon } from "../../core/completeness/observation_horizon.ts";
import { people } from "../../core/identity/people.ts";
import { defineModel } from "../../model.ts";
import { memberTotals } from "../../scores/member_totals.ts";
import { attentionDays } from "./attention-rules.ts";

/** Days are counted to the horizon, so that an outage of a source makes nobody inactive. */
const days = (count: number) => sql`horizon_at - interval ${sql.lit(`${count} days`)}`;

export const deaneryMembers = defineModel({
  name: "deanery_members",
  description: "All people of the club and how active they are, one row a person.",
  from: [people, enrolments, memberTotals, observationHorizon],
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
    /** `new`, `active`, `slowing` or `silent`. */
    status: "VARCHAR",
  },

  query: (db) =>
    db
      .selectFrom("people")
      .innerJoin("member_totals", "member_totals.member_id", "people.member_id")
      .innerJoin("observation_horizon", (join) => join.onTrue())
      .leftJoin("enrolments", (join) =>
        join
          .onRef("enrolments.member_id", "=", "people.member_id")
          .on("recency", "=", sql<bigint>`1`),
      )
      .select(["people.member_id", "name", "handle", "cohort_id", "cohort_title"])
      .select(["last_contribution_at", "contribution_count", "points"])
      .select(["sections_accepted", "sections_total"])
      .select(
        sql<string>`case
          when least(first_contribution_at, joined_at) >= ${days(attentionDays.newcomer)}
            then 'new'
          when last_contribution_at >= ${days(attentionDays.slowing)} then 'active'
          when last_contribution_at >= ${days(attentionDays.silent)} then 'slowing'
          else 'silent'
        end`.as("status"),
      ),
});
