import { sql } from "kysely";

import { unplaced } from "../../core/completeness/unplaced.ts";
import { defineModel, namedAtRunTime, streamStates } from "../../model.ts";
import { staged } from "../../staging/index.ts";

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

export const deanerySources = defineModel({
  name: "deanery_sources",
  description: "How complete and how fresh the data is, one row a stream.",
  from: [streamStates, unplaced, ...namedAtRunTime(dated)],
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
      .selectFrom("stream_states as s")
      .leftJoin("newest", "newest.stream", "s.stream")
      .leftJoin("unread", "unread.stream", "s.stream")
      .select(["s.stream", "record_count", "observed_day", "last_record_at"])
      .select(sql<bigint>`quarantined_count + coalesce(unplaced_count, 0)`.as("quarantined_count")),
});
