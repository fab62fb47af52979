import { sql } from "kysely";

import {
  absentOr,
  code,
  daysBefore,
  daysBetween,
  derivedId,
  none,
  orElse,
} from "../../expressions.ts";
import { answerStates } from "../../core/workbook/answer_states.ts";
import { enrolments } from "../../core/workbook/enrolments.ts";
import { connectedStreams } from "../../core/completeness/connected_streams.ts";
import { observationHorizon } from "../../core/completeness/observation_horizon.ts";
import { accounts } from "../../core/identity/accounts.ts";
import { memberAccounts } from "../../core/identity/member_accounts.ts";
import { people } from "../../core/identity/people.ts";
import { sectionProgress } from "../../core/workbook/section_progress.ts";
import { defineModel } from "../../model.ts";
import { attentionDays, BEHIND_MEDIAN_MIN } from "./attention-rules.ts";
import { deaneryMembers } from "./deanery_members.ts";

/** Where this stream is not connected, there are no cohorts. */
const WORKBOOK = "nocodb_records";

const TRAINEE = ["member_id", "name", "cohort_id", "cohort_title"] as const;

/** Days are counted to the horizon, so that an outage of a source brings nobody here. */
const isBefore = (column: string, count: number) =>
  sql<boolean>`${sql.ref(column)} < ${daysBefore(sql.ref<Date>("horizon_at"), count)}`;

export const deaneryAttention = defineModel({
  name: "deanery_attention",
  description: "Who needs attention and why, one row a member, cohort and reason.",
  from: [
    people,
    memberAccounts,
    accounts,
    enrolments,
    observationHorizon,
    connectedStreams,
    deaneryMembers,
    answerStates,
    sectionProgress,
  ],
  grain: ["attention_id"],
  columns: {
    member_id: "VARCHAR",
    name: "VARCHAR",
    /** Null: the community has no workbook, and so no cohorts; then all who contributed are here. */
    cohort_id: "VARCHAR?",
    cohort_title: "VARCHAR?",
    /** `never_started`, `silent`, `returned_not_resubmitted`, `waiting_long`, `falling_behind`. */
    reason: "VARCHAR",
    since_at: "TIMESTAMPTZ",
    /** Days for silence, answers or sections for the rest. */
    detail_count: "BIGINT",
    attention_id: "VARCHAR",
  },

  query: (db) =>
    db
      // Cohorts that run at the horizon: in the others nothing is to be done any more.
      .with("studying", (qb) =>
        qb
          .selectFrom("enrolments")
          .innerJoin("people", "people.member_id", "enrolments.member_id")
          .crossJoin("observation_horizon")
          .where((eb) => eb(eb.fn.coalesce("starts_at", "joined_at"), "<=", eb.ref("horizon_at")))
          .where((eb) => absentOr(eb, "ends_at", ">", "horizon_at"))
          .select(["people.member_id", "name", "cohort_id", "cohort_title"])
          .select((eb) => eb.ref("horizon_at").$notNull().as("horizon_at"))
          .select(sql<Date>`greatest(joined_at, coalesce(starts_at, joined_at))`.as("begun_at")),
      )
      .with("answered", (qb) =>
        qb
          .selectFrom("answer_states")
          .groupBy(["member_id", "cohort_id"])
          .select(["member_id", "cohort_id"])
          .select((eb) => eb.fn.countAll<bigint>().as("answer_count")),
      )
      .with("followed", (qb) =>
        qb
          .selectFrom("studying as s")
          .leftJoin("answered as a", (join) =>
            join.onRef("a.member_id", "=", "s.member_id").onRef("a.cohort_id", "=", "s.cohort_id"),
          )
          .innerJoin("deanery_members as d", "d.member_id", "s.member_id")
          .select(["s.member_id", "s.name", "s.cohort_id", "s.cohort_title", "horizon_at"])
          .select(["begun_at", "answer_count", "d.status"])
          .select((eb) => eb.fn.coalesce("last_contribution_at", "begun_at").as("last_at")),
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
      .with("progress", (qb) =>
        qb
          .selectFrom("section_progress")
          .groupBy(["member_id", "cohort_id"])
          .select(["member_id", "cohort_id"])
          .select((eb) => [
            eb.fn.countAll<bigint>().filterWhere("status", "=", "accepted").as("accepted_count"),
            eb.fn.max("updated_at").as("last_at"),
          ]),
      )
      .with("compared", (qb) =>
        qb
          .selectFrom("progress")
          .select(["member_id", "cohort_id", "accepted_count", "last_at"])
          .select(
            sql<bigint>`quantile_disc(accepted_count, 0.5) over (partition by cohort_id)`.as(
              "median_count",
            ),
          ),
      )

      .with("never_started", (qb) =>
        qb
          .selectFrom("followed")
          .where("answer_count", "is", null)
          .where(isBefore("begun_at", attentionDays.neverStarted))
          .select([...TRAINEE, code("never_started").as("reason"), "begun_at as since_at"])
          .select((eb) => daysBetween(eb.ref("begun_at"), eb.ref("horizon_at")).as("detail_count")),
      )
      .with("silent", (qb) =>
        qb
          .selectFrom("followed")
          // Who never started is named above, and once is enough.
          .where("answer_count", "is not", null)
          .where("status", "=", "silent")
          .select([...TRAINEE, code("silent").as("reason"), "last_at as since_at"])
          .select((eb) => daysBetween(eb.ref("last_at"), eb.ref("horizon_at")).as("detail_count")),
      )
      .with("returned", (qb) =>
        qb
          .selectFrom("open_answers")
          .where("state", "=", "returned")
          .where(isBefore("updated_at", attentionDays.returned))
          .groupBy(TRAINEE)
          .select([...TRAINEE, code("returned_not_resubmitted").as("reason")])
          .select(({ fn }) => [
            fn.min("updated_at").as("since_at"),
            fn.countAll<bigint>().as("detail_count"),
          ]),
      )
      .with("waiting", (qb) =>
        qb
          .selectFrom("open_answers")
          .where("state", "=", "waiting")
          .where(isBefore("updated_at", attentionDays.waiting))
          .groupBy(TRAINEE)
          .select([...TRAINEE, code("waiting_long").as("reason")])
          .select(({ fn }) => [
            fn.min("updated_at").as("since_at"),
            fn.countAll<bigint>().as("detail_count"),
          ]),
      )
      .with("behind", (qb) =>
        qb
          .selectFrom("compared as c")
          .innerJoin("followed as f", (join) =>
            join.onRef("f.member_id", "=", "c.member_id").onRef("f.cohort_id", "=", "c.cohort_id"),
          )
          .where("answer_count", "is not", null)
          .where("median_count", ">=", BEHIND_MEDIAN_MIN)
          .where(sql<boolean>`2 * accepted_count < median_count`)
          .select(["f.member_id", "name", "f.cohort_id", "cohort_title"])
          .select((eb) => [
            code("falling_behind").as("reason"),
            eb.fn.coalesce("c.last_at", "begun_at").as("since_at"),
            sql<bigint>`median_count - accepted_count`.as("detail_count"),
          ]),
      )

      // Without cohorts nobody is behind, and whoever wrote once and stopped lately is all there is.
      .with("silent_in_club", (qb) =>
        qb
          .selectFrom("deanery_members as d")
          .crossJoin("observation_horizon")
          .where("status", "=", "silent")
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom("connected_streams").select("stream").where("stream", "=", WORKBOOK),
              ),
            ),
          )
          .where(({ not }) => not(isBefore("last_contribution_at", attentionDays.longSilent)))
          .where("d.member_id", "in", (sub) =>
            sub
              .selectFrom("member_accounts as m")
              .innerJoin("accounts as a", "a.account_key", "m.account_key")
              .where("standing", "=", "open")
              .select("m.member_id"),
          )
          .select(["d.member_id", "name", none.text.as("cohort_id"), none.text.as("cohort_title")])
          .select((eb) => [
            code("silent").as("reason"),
            eb.ref("last_contribution_at").$notNull().as("since_at"),
            daysBetween(
              eb.ref("last_contribution_at").$notNull(),
              eb.ref("horizon_at").$notNull(),
            ).as("detail_count"),
          ]),
      )
      .with("all_of_them", (qb) =>
        qb
          .selectFrom("silent_in_club")
          .selectAll()
          .unionAll((eb) => eb.selectFrom("never_started").selectAll())
          .unionAll((eb) => eb.selectFrom("silent").selectAll())
          .unionAll((eb) => eb.selectFrom("returned").selectAll())
          .unionAll((eb) => eb.selectFrom("waiting").selectAll())
          .unionAll((eb) => eb.selectFrom("behind").selectAll()),
      )
      .selectFrom("all_of_them")
      .selectAll()
      .select((eb) => {
        const key = [eb.ref("member_id"), orElse(eb.ref("cohort_id"), "*"), eb.ref("reason")];
        return derivedId("n_", ...key).as("attention_id");
      }),
});
