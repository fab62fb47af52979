import { sql } from "kysely";

import { defineModel, refRun, streamStates } from "../../model.ts";
import { connectedStreams } from "./connected_streams.ts";

/** Those of them that are connected tell who is active, and so who is silent. */
export const ACTIVITY_STREAMS = ["discourse_posts", "nocodb_records"] as const;

/**
 * Up to when silence can be told from an outage: as far as every connected source of activity was
 * read to its end. Null where one of them never was, or none is connected: then nobody is silent,
 * new or behind, for nobody can tell.
 */
export const observationHorizon = defineModel({
  name: "observation_horizon",
  description: "The day up to which members' activity has been seen: one row.",
  from: [refRun, streamStates, connectedStreams],
  grain: [],
  columns: { horizon_at: "TIMESTAMPTZ?" },
  query: (db) =>
    db
      .with("observed", (qb) =>
        qb
          .selectFrom("connected_streams as c")
          // A stream of which the load has told nothing yet was never read.
          .leftJoin("stream_states as s", "s.stream", "c.stream")
          .where("c.stream", "in", ACTIVITY_STREAMS)
          .select((eb) => [
            eb.fn.min("observed_day").as("day"),
            sql<boolean>`count(*) > 0 and count(*) = count(observed_day)`.as("is_each_read"),
          ]),
      )
      .selectFrom("ref_run")
      .crossJoin("observed")
      .select(
        sql<Date | null>`case when is_each_read then least(as_of_day, observed.day) end`.as(
          "horizon_at",
        ),
      ),
});
