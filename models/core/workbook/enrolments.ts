import { endOf, place, startOf } from "../../expressions.ts";
import { defineModel, refRun } from "../../model.ts";
import { stgNocodbEnrolments } from "../../staging/nocodb/stg_nocodb_enrolments.ts";
import { nocodbMembers } from "../identity/nocodb_members.ts";
import { stgNocodbCohorts } from "../../staging/nocodb/stg_nocodb_cohorts.ts";

export const enrolments = defineModel({
  name: "enrolments",
  description: "Who studies in which cohort, one row a member and cohort.",
  from: [stgNocodbEnrolments, nocodbMembers, stgNocodbCohorts, refRun],
  grain: ["member_id", "cohort_id"],
  columns: {
    member_id: "VARCHAR",
    cohort_id: "VARCHAR",
    cohort_title: "VARCHAR",
    guide_id: "VARCHAR?",
    starts_at: "TIMESTAMPTZ?",
    /** When it is over: where its last day is given, the end of that day. */
    ends_at: "TIMESTAMPTZ?",
    joined_at: "TIMESTAMPTZ",
    /** 1 is the cohort a member joined last: where one cohort has to stand for all. */
    recency: "BIGINT",
  },

  query: (db) =>
    db
      .with("joined", (qb) =>
        qb
          .selectFrom("stg_nocodb_enrolments as e")
          .innerJoin("nocodb_members as m", "m.user_id", "e.user_id")
          .crossJoin("ref_run")
          // Enrolled twice, by two accounts or by mistake: once.
          .groupBy(["member_id", "cohort_id"])
          .select(["member_id", "cohort_id"])
          .select((eb) =>
            eb.fn.min(startOf(eb.ref("joined"), eb.ref("time_zone"))).as("joined_at"),
          ),
      )
      .selectFrom("joined")
      .innerJoin("stg_nocodb_cohorts as c", "c.cohort_id", "joined.cohort_id")
      .crossJoin("ref_run")
      .select(["member_id", "joined.cohort_id", "title as cohort_title", "guide_id"])
      .select("joined_at")
      .select((eb) => [
        startOf(eb.ref("starts"), eb.ref("time_zone")).as("starts_at"),
        endOf(eb.ref("ends"), eb.ref("time_zone")).as("ends_at"),
        place(eb, (over) =>
          over
            .partitionBy("member_id")
            .orderBy("joined_at", "desc")
            .orderBy("joined.cohort_id", "desc"),
        ).as("recency"),
      ]),
});
