import { sql } from "kysely";

import { connectedStreams } from "../../core/completeness/connected_streams.ts";
import {
  ACTIVITY_STREAMS,
  observationHorizon,
} from "../../core/completeness/observation_horizon.ts";
import { defineModel, streamStates } from "../../model.ts";

const streams = sql<{ stream: string }>`(
  select unnest([${sql.join(ACTIVITY_STREAMS.map((stream) => sql.lit(stream)))}]) as stream)`;

/** So that a page says what cannot be told, instead of showing nobody. */
export const deaneryObservation = defineModel({
  name: "deanery_observation",
  description: "Whether it can be told who is active, one row a stream that tells of it.",
  from: [connectedStreams, streamStates, observationHorizon],
  grain: ["stream"],
  columns: {
    stream: "VARCHAR",
    /** `read`, `unread` (never to its end) or `not_connected`. */
    state: "VARCHAR",
    /** The same in each row; null: nothing can be told. */
    horizon_at: "TIMESTAMPTZ?",
  },

  query: (db) =>
    db
      .selectFrom(streams.as("a"))
      .leftJoin("connected_streams as c", "c.stream", "a.stream")
      .leftJoin("stream_states as s", "s.stream", "c.stream")
      .crossJoin("observation_horizon")
      .select(["a.stream", "horizon_at"])
      .select(
        sql<string>`case
          when c.stream is null then 'not_connected'
          when observed_day is null then 'unread'
          else 'read'
        end`.as("state"),
      ),
});
