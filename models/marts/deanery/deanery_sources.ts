import { sql } from "kysely";

import { code, nullable } from "../../expressions.ts";
import { unplaced } from "../../core/completeness/unplaced.ts";
import { defineModel, streamStates } from "../../model.ts";
import { stgDiscourseLikes } from "../../staging/discourse/stg_discourse_likes.ts";
import { stgDiscoursePosts } from "../../staging/discourse/stg_discourse_posts.ts";
import { stgDiscourseTopics } from "../../staging/discourse/stg_discourse_topics.ts";
import { stgDiscourseUsers } from "../../staging/discourse/stg_discourse_users.ts";
import { stgNocodbAttempts } from "../../staging/nocodb/stg_nocodb_attempts.ts";

export const deanerySources = defineModel({
  name: "deanery_sources",
  description: "How complete and how fresh the data is, one row a stream.",
  from: [
    streamStates,
    unplaced,
    stgDiscoursePosts,
    stgDiscourseTopics,
    stgDiscourseUsers,
    stgDiscourseLikes,
    stgNocodbAttempts,
  ],
  grain: ["stream"],
  columns: {
    stream: "VARCHAR",
    record_count: "BIGINT",
    quarantined_count: "BIGINT",
    observed_day: "TIMESTAMPTZ?",
    /** The newest record's own time; null where records carry none. */
    last_record_at: "TIMESTAMPTZ?",
  },
  query: (db) =>
    db
      .with("dated", (qb) =>
        qb
          .selectFrom("stg_discourse_posts")
          .select(code("discourse_posts").as("stream"))
          .select(sql<Date | null>`greatest(created_at, updated_at)`.as("at"))
          .unionAll(
            qb
              .selectFrom("stg_discourse_topics")
              .select([code("discourse_topics").as("stream"), "created_at as at"]),
          )
          .unionAll(
            qb
              .selectFrom("stg_discourse_users")
              .select([code("discourse_users").as("stream"), "created_at as at"]),
          )
          .unionAll(
            qb
              .selectFrom("stg_discourse_likes")
              .select(code("discourse_likes").as("stream"))
              .select((eb) => nullable(eb.ref("created_at")).as("at")),
          )
          .unionAll(
            qb
              .selectFrom("stg_nocodb_attempts")
              .select(code("nocodb_records").as("stream"))
              .select(sql<Date | null>`greatest(created_at, updated_at)`.as("at")),
          ),
      )
      .with("newest", (qb) =>
        qb
          .selectFrom("dated")
          .groupBy("stream")
          .select("stream")
          .select((eb) => eb.fn.max("at").as("last_record_at")),
      )
      .with("unread", (qb) =>
        qb
          .selectFrom("unplaced")
          .groupBy("stream")
          .select((eb) => ["stream", eb.fn.countAll<bigint>().as("unplaced_count")]),
      )
      .selectFrom("stream_states as s")
      .leftJoin("newest", "newest.stream", "s.stream")
      .leftJoin("unread", "unread.stream", "s.stream")
      .select(["s.stream", "record_count", "observed_day", "last_record_at"])
      .select(sql<bigint>`quarantined_count + coalesce(unplaced_count, 0)`.as("quarantined_count")),
});
