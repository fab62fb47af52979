import { sql } from "kysely";

import { defineModel, refRun, streamStates } from "../../model.ts";

/** Without these nothing can be said about who is silent. */
const ACTIVITY_STREAMS = ["discourse_posts", "nocodb_records"];

const NEVER = sql<Date>`TIMESTAMPTZ '1970-01-01 00:00:00+00'`;

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
      .with("observed", (qb) =>
        qb
          .selectFrom("stream_states")
          .where("stream", "in", ACTIVITY_STREAMS)
          .select((eb) => eb.fn.min(eb.fn.coalesce("observed_day", NEVER)).as("day")),
      )
      .selectFrom("ref_run")
      .crossJoin("observed")
      // Where no such stream is declared, `day` is NULL, and `least` takes no notice of it.
      .select((eb) => eb.fn<Date>("least", ["as_of_day", "observed.day"]).as("horizon_at")),
});
