import { sql } from "kysely";

import { orZero } from "../../expressions.ts";
import { unplaced } from "../../core/completeness/unplaced.ts";
import { connectedStreams } from "../../core/completeness/connected_streams.ts";
import { defineModel, namedAtRunTime, streamStates } from "../../model.ts";
import { staged } from "../../staging/index.ts";
import { stgNocodbTables } from "../../staging/nocodb/stg_nocodb_tables.ts";

const dated = staged.filter((model) => model.dated.length > 0);

const inStreams = sql<{ stream: string; at: Date | null }>`(${sql.join(
  dated.map(
    (model) => sql`
      select ${sql.lit(model.stream)} as stream,
        greatest(${sql.join(model.dated.map((column) => sql.ref(column)))}) as at
      from ${sql.table(model.name)}`,
  ),
  sql` union all `,
)})`;

/** As `sources/nocodb/tables.ts` calls it. */
const MAPPING = "mapping";

export const deanerySources = defineModel({
  name: "deanery_sources",
  description: "How complete and how fresh the data is, one row a stream.",
  from: [streamStates, connectedStreams, unplaced, stgNocodbTables, ...namedAtRunTime(dated)],
  grain: ["stream"],
  columns: {
    stream: "VARCHAR",
    /** Ledger and token are our own. */
    is_connected: "BOOLEAN",
    record_count: "BIGINT",
    quarantined_count: "BIGINT",
    observed_day: "TIMESTAMPTZ?",
    /** The newest record's own time; null where records carry none. */
    last_record_at: "TIMESTAMPTZ?",
  },
  query: (db) =>
    db
      .with("newest", (qb) =>
        qb
          .selectFrom(inStreams.as("in_streams"))
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
      // A record of ours about the mapping as a whole, and no table of anybody's.
      .with("own", (qb) =>
        qb
          .selectFrom("stg_nocodb_tables")
          .where("table_id", "=", MAPPING)
          .select([sql<string>`'nocodb_tables'`.as("stream"), sql<bigint>`1`.as("own_count")]),
      )
      .selectFrom("stream_states as s")
      .leftJoin("own", "own.stream", "s.stream")
      .leftJoin("newest", "newest.stream", "s.stream")
      .leftJoin("unread", "unread.stream", "s.stream")
      .select(["s.stream", "observed_day", "last_record_at"])
      .select((eb) => [
        sql<boolean>`s.stream in ('ledger_events', 'mint_snapshots', 'source_counts') or s.stream in (from connected_streams)`.as(
          "is_connected",
        ),
        sql<bigint>`record_count - ${orZero(eb.ref("own_count"))}`.as("record_count"),
      ])
      .select(sql<bigint>`quarantined_count + coalesce(unplaced_count, 0)`.as("quarantined_count")),
});
