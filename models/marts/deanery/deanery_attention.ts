import { sql } from "kysely";

import { code } from "../../expressions.ts";
import { answerStates } from "../../core/workbook/answer_states.ts";
import { enrolments } from "../../core/workbook/enrolments.ts";
import { observationHorizon } from "../../core/completeness/observation_horizon.ts";
import { people } from "../../core/identity/people.ts";
import { sectionProgress } from "../../core/workbook/section_progress.ts";
import { defineModel } from "../../model.ts";
import { attentionDays, BEHIND_MEDIAN_MIN } from "./attention-rules.ts";
import { deaneryMembers } from "./deanery_members.ts";

const before = (count: number) => sql<Date>`(horizon_at - interval ${sql.lit(`${count} days`)})`;

export const deaneryAttention = defineModel({
  name: "deanery_attention",
  description: "Who needs attention and why, one row a trainee, cohort and reason.",
  from: [people, enrolments, observationHorizon, deaneryMembers, answerStates, sectionProgress],
  grain: ["member_id", "cohort_id", "reason"],
  columns: {
    member_id: "VARCHAR",
    name: "VARCHAR",
    cohort_id: "VARCHAR",
    cohort_title: "VARCHAR",
    /** `never_started`, `silent`, `returned_not_resubmitted`, `waiting_long`, `falling_behind`. */
    reason: "VARCHAR",
    since_at: "TIMESTAMPTZ",
    /** Days for silence, answers or sections for the rest. */
    detail_count: "BIGINT",
  },

  query: (db) =>
    db
      // Cohorts that run at the horizon: in the others nothing is to be done any more.
      .with("studying", (qb) =>
        qb
          .selectFrom("enrolments")
          .innerJoin("people", "people.member_id", "enrolments.member_id")
          .innerJoin("observation_horizon", (join) => join.onTrue())
          .where(sql<boolean>`coalesce(starts_at, joined_at) <= horizon_at`)
          .where(sql<boolean>`(ends_at is null or ends_at >= horizon_at)`)
          .select(["people.member_id", "name", "cohort_id", "cohort_title", "horizon_at"])
          .select(sql<Date>`greatest(joined_at, coalesce(starts_at, joined_at))`.as("begun_at")),
      )
      .with("answered", (qb) =>
        qb
          .selectFrom("answer_states")
          .groupBy(["member_id", "cohort_id"])
          .select(["member_id", "cohort_id", sql<bigint>`count(*)`.as("answer_count")]),
      )
      .with("idle", (qb) =>
        qb
          .selectFrom("studying as s")
          .leftJoin("answered", (join) =>
            join
              .onRef("answered.member_id", "=", "s.member_id")
              .onRef("answered.cohort_id", "=", "s.cohort_id"),
          )
          .innerJoin("deanery_members as d", "d.member_id", "s.member_id")
          .select(["s.member_id", "s.name", "s.cohort_id", "s.cohort_title", "horizon_at"])
          .select(["begun_at", "answer_count", "d.status"])
          .select(sql<Date>`coalesce(last_contribution_at, begun_at)`.as("last_at")),
      )
      .with("behind", (qb) =>
        qb
          .selectFrom("section_progress")
          .groupBy(["member_id", "cohort_id"])
          .select([
            "member_id",
            "cohort_id",
            sql<bigint>`count(*) filter (where status = 'accepted')`.as("accepted_count"),
            sql<bigint>`quantile_disc(count(*) filter (where status = 'accepted'), 0.5)
              over (partition by cohort_id)`.as("median_count"),
            sql<Date | null>`max(updated_at)`.as("last_at"),
          ]),
      )
      .with("open_answers", (qb) =>
        qb
          .selectFrom("answer_states as a")
          .innerJoin("studying as s", (join) =>
            join.onRef("s.member_id", "=", "a.member_id").onRef("s.cohort_id", "=", "a.cohort_id"),
          )
          .where("is_accepted", "=", false)
          .select(["s.member_id", "s.name", "s.cohort_id", "s.cohort_title"])
          .select(["state", "a.updated_at", "horizon_at"]),
      )
      .selectFrom("idle")
      .where(sql<boolean>`answer_count is null`)
      .where("begun_at", "<", before(attentionDays.neverStarted))
      .select(["member_id", "name", "cohort_id", "cohort_title"])
      .select([code("never_started" as string).as("reason"), "begun_at as since_at"])
      .select(sql<bigint>`date_diff('day', begun_at, horizon_at)`.as("detail_count"))
      .unionAll((eb) =>
        eb
          .selectFrom("idle")
          // Who never started is named above, and once is enough.
          .where(sql<boolean>`answer_count is not null`)
          .where("status", "=", "silent")
          .select(["member_id", "name", "cohort_id", "cohort_title"])
          .select([code("silent" as string).as("reason"), "last_at as since_at"])
          .select(sql<bigint>`date_diff('day', last_at, horizon_at)`.as("detail_count")),
      )
      .unionAll((eb) =>
        eb
          .selectFrom("open_answers")
          .where("state", "=", "returned")
          .where("updated_at", "<", before(attentionDays.returned))
          .groupBy(["member_id", "name", "cohort_id", "cohort_title"])
          .select(["member_id", "name", "cohort_id", "cohort_title"])
          .select([
            code("returned_not_resubmitted" as string).as("reason"),
            sql<Date>`min(updated_at)`.as("since_at"),
            sql<bigint>`count(*)`.as("detail_count"),
          ]),
      )
      .unionAll((eb) =>
        eb
          .selectFrom("open_answers")
          .where("state", "=", "waiting")
          .where("updated_at", "<", before(attentionDays.waiting))
          .groupBy(["member_id", "name", "cohort_id", "cohort_title"])
          .select(["member_id", "name", "cohort_id", "cohort_title"])
          .select([
            code("waiting_long" as string).as("reason"),
            sql<Date>`min(updated_at)`.as("since_at"),
            sql<bigint>`count(*)`.as("detail_count"),
          ]),
      )
      .unionAll((eb) =>
        eb
          .selectFrom("behind")
          .innerJoin("idle", (join) =>
            join
              .onRef("idle.member_id", "=", "behind.member_id")
              .onRef("idle.cohort_id", "=", "behind.cohort_id"),
          )
          .where(sql<boolean>`answer_count is not null`)
          .where("median_count", ">=", sql<bigint>`${sql.lit(BEHIND_MEDIAN_MIN)}`)
          .where(sql<boolean>`2 * accepted_count < median_count`)
          .select(["idle.member_id", "name", "idle.cohort_id", "cohort_title"])
          .select([
            code("falling_behind" as string).as("reason"),
            sql<Date>`coalesce(behind.last_at, begun_at)`.as("since_at"),
            sql<bigint>`median_count - accepted_count`.as("detail_count"),
          ]),
      ),
});
