import { sql } from "kysely";

import { defineModel, refRun, streamStates } from "../../model.ts";
import { connectedStreams } from "./connected_streams.ts";
import { streamVolumes } from "./stream_volumes.ts";

/** Those of them that are connected tell who is active, and so who is silent. */
export const ACTIVITY_STREAMS = ["discourse_posts", "nocodb_records"] as const;

/** Whoever only writes there is no more silent than others: their outage is nobody's silence, either. */
const TALK_STREAMS = ["telegram_messages", "discord_messages", "hypothesis_annotations"] as const;

/** What a month's window finds may be a change for good. */
const HELD_DAYS_MAX = 7;

/**
 * Up to when silence can be told from an outage: as far as every connected source of activity was
 * read to its end. Null where one of them never was, or none is connected: then nobody is silent,
 * new or behind, for nobody can tell. A stream that brings less than it used to may be one that fails
 * without a word: it tells of nobody's silence since then.
 */
export const observationHorizon = defineModel({
  name: "observation_horizon",
  description: "The day up to which members' activity has been seen: one row.",
  from: [refRun, streamStates, connectedStreams, streamVolumes],
  grain: [],
  columns: { horizon_at: "TIMESTAMPTZ?" },
  query: (db) =>
    db
      .with("held", (qb) =>
        qb
          .selectFrom("stream_volumes")
          .where("part", "=", "")
          .where("state", "=", "low")
          .where("window_days", "<=", HELD_DAYS_MAX)
          .groupBy("stream")
          .select("stream")
          .select((eb) => eb.fn.max<number>("window_days").as("window_days")),
      )
      .with("observed", (qb) =>
        qb
          .selectFrom("connected_streams as c")
          // A stream of which the load has told nothing yet was never read.
          .leftJoin("stream_states as s", "s.stream", "c.stream")
          .leftJoin("held as h", "h.stream", "c.stream")
          .where("c.stream", "in", [...ACTIVITY_STREAMS, ...TALK_STREAMS])
          .select([
            sql<Date | null>`min(observed_day - to_days(coalesce(h.window_days, 0)))`.as("day"),
            sql<boolean>`count(*) > 0 and count(*) = count(observed_day)`.as("is_each_read"),
            sql<boolean>`count(*) filter (where c.stream in (${sql.join(
              ACTIVITY_STREAMS.map((stream) => sql.lit(stream)),
            )})) > 0`.as("is_any_activity"),
          ]),
      )
      .selectFrom("ref_run")
      .crossJoin("observed")
      .select(
        sql<Date | null>`case when is_each_read and is_any_activity then least(as_of_day, observed.day) end`.as(
          "horizon_at",
        ),
      ),
});
