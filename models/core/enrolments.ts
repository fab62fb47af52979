import { sql } from "kysely";

import { defineModel } from "../model.ts";
import { stgNocodbEnrolments } from "../staging/stg_nocodb_enrolments.ts";
import { nocodbMembers } from "./nocodb_members.ts";
import { streams } from "./streams.ts";

export const enrolments = defineModel({
  name: "enrolments",
  description: "Who studies in which stream, one row a member and stream.",
  from: [stgNocodbEnrolments, nocodbMembers, streams],
  grain: ["member_id", "stream_id"],
  columns: {
    member_id: "VARCHAR",
    stream_id: "VARCHAR",
    stream_title: "VARCHAR",
    guide_id: "VARCHAR?",
    starts_at: "TIMESTAMPTZ?",
    ends_at: "TIMESTAMPTZ?",
    joined_at: "TIMESTAMPTZ",
    /** 1 is the stream a member joined last: where one stream has to stand for all. */
    recency: "BIGINT",
  },

  query: (db) =>
    db
      .with("joined", (qb) =>
        qb
          .selectFrom("stg_nocodb_enrolments")
          .innerJoin("nocodb_members", "nocodb_members.user_id", "stg_nocodb_enrolments.user_id")
          // Enrolled twice, by two accounts or by mistake: once.
          .groupBy(["member_id", "stream_id"])
          .select(["member_id", "stream_id", sql<Date>`min(joined_at)`.as("joined_at")]),
      )
      .selectFrom("joined")
      .innerJoin("streams", "streams.stream_id", "joined.stream_id")
      .select(["member_id", "joined.stream_id", "title as stream_title", "guide_id"])
      .select(["starts_at", "ends_at", "joined_at"])
      .select(
        sql<bigint>`row_number() over (
          partition by member_id order by joined_at desc, joined.stream_id desc
        )`.as("recency"),
      ),
});
