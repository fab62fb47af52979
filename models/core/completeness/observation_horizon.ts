import { sql } from "kysely";

import { defineModel, refRun, streamStates } from "../../model.ts";

/** Without these nothing can be said about who is silent. */
const ACTIVITY_STREAMS = ["discourse_posts", "nocodb_records"];

/**
 * Up to when silence can be told from an outage.
 *
 * A stream that was never read to its end puts the horizon at 1970: nobody is silent then.
 */
export const observationHorizon = defineModel({
  name: "observation_horizon",
  description: "The day up to which members' activity has been seen: one row.",
  from: [refRun, streamStates],
  grain: [],
  columns: { horizon_at: "TIMESTAMPTZ" },
  query: (db) =>
    db
      .selectFrom("ref_run")
      .leftJoin("stream_states", (join) => join.on("stream", "in", ACTIVITY_STREAMS))
      .select(
        sql<Date>`least(
          min(as_of_day),
          min(case when stream is not null
            then coalesce(observed_day, TIMESTAMPTZ '1970-01-01 00:00:00+00') end)
        )`.as("horizon_at"),
      )
      .groupBy("as_of_day"),
});
