import { sql } from "kysely";

import { defineModel, refRun, streamStates } from "../../model.ts";
import { stgDiscordMessages } from "../../staging/discord/stg_discord_messages.ts";
import { stgDiscourseLikes } from "../../staging/discourse/stg_discourse_likes.ts";
import { stgDiscoursePosts } from "../../staging/discourse/stg_discourse_posts.ts";
import { stgHypothesisAnnotations } from "../../staging/hypothesis/stg_hypothesis_annotations.ts";
import { stgNocodbAttempts } from "../../staging/nocodb/stg_nocodb_attempts.ts";
import { stgPosthogEvents } from "../../staging/posthog/stg_posthog_events.ts";
import { stgTelegramMessages } from "../../staging/telegram/stg_telegram_messages.ts";
import { connectedStreams } from "./connected_streams.ts";

/** What is counted of a stream, by when it was made; chats and channels each by themselves, too. */
const COUNTED: readonly Counting[] = [
  { stream: "discourse_posts", table: "stg_discourse_posts", at: "created_at" },
  { stream: "discourse_likes", table: "stg_discourse_likes", at: "created_at" },
  { stream: "nocodb_records", table: "stg_nocodb_attempts", at: "created_at" },
  {
    stream: "telegram_messages",
    table: "stg_telegram_messages",
    at: "sent_at",
    part: "current_chat_id",
  },
  { stream: "discord_messages", table: "stg_discord_messages", at: "sent_at", part: "channel_id" },
  { stream: "hypothesis_annotations", table: "stg_hypothesis_annotations", at: "created_at" },
  { stream: "posthog_events", table: "stg_posthog_events", at: "came_at" },
];

interface Counting {
  readonly stream: string;
  readonly table: string;
  readonly at: string;
  readonly part?: string;
}

const parts = COUNTED.flatMap(({ stream, table, at, part }) =>
  [sql.lit(""), ...(part === undefined ? [] : [sql`${sql.ref(part)}::VARCHAR`])].map(
    (by) => sql`
      select ${sql.lit(stream)} as stream, ${by} as part, ${sql.ref(at)} as made_at
      from ${sql.table(table)}`,
  ),
);

interface Counted {
  stream: string;
  part: string;
  age_days: bigint;
  record_count: bigint;
}

/**
 * Days are the community's, and counted back from the last one that was read whole: so an outage is
 * no silence.
 */
export const recordDays = defineModel({
  name: "record_days",
  description:
    "How many records of a stream, and of each chat in it, were made on each whole day that was read.",
  from: [
    refRun,
    streamStates,
    connectedStreams,
    stgDiscoursePosts,
    stgDiscourseLikes,
    stgNocodbAttempts,
    stgTelegramMessages,
    stgDiscordMessages,
    stgHypothesisAnnotations,
    stgPosthogEvents,
  ],
  grain: ["stream", "part", "age_days"],
  columns: {
    stream: "VARCHAR",
    /** A chat's or channel's id; empty for the stream as a whole. */
    part: "VARCHAR",
    /** 1 is the last day that was read whole. */
    age_days: "BIGINT",
    record_count: "BIGINT",
  },
  query: (db) =>
    db
      .selectFrom(
        sql<Counted>`(
          with made as (${sql.join(parts, sql` union all `)}),
          ends as (
            select stream, timezone(time_zone, observed_day)::DATE as end_day, time_zone
            from stream_states join connected_streams using (stream) cross join ref_run
            where observed_day is not null
          ),
          aged as (
            select stream, part,
              date_diff('day', timezone(time_zone, made_at)::DATE, end_day) as age_days
            from made join ends using (stream) where made_at is not null
          )
          select stream, part, age_days, count(*) as record_count
          from aged where age_days >= 1 and part is not null group by all
        )`.as("counted"),
      )
      .select(["stream", "part", "age_days", "record_count"]),
});
