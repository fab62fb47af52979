import { sql } from "kysely";

import { defineModel, rawCurrent, rawVersions, streamStates } from "../../model.ts";
import { stgSourceCounts } from "../../staging/counts/stg_source_counts.ts";

/** Where a landed record says to which part it belongs, and when it was made. */
const COUNTED = [
  {
    stream: "hypothesis_annotations",
    part: sql`payload->>'$.group'`,
    made: sql`payload->>'$.created'`,
  },
  {
    stream: "nocodb_records",
    part: sql`payload->>'$.table_id'`,
    made: sql`payload->>'$.as.created_at'`,
  },
  {
    stream: "posthog_events",
    part: sql`substr(payload->>'$.created_at', 1, 7)`,
    made: sql`payload->>'$.created_at'`,
  },
] as const;

const landed = COUNTED.flatMap(({ stream, part, made }) => {
  const columns = sql`${sql.lit(stream)} as stream, ${part} as part,
    try_cast(${made} as TIMESTAMPTZ) as made_at`;
  const current = sql.table(rawCurrent(stream).name);
  const versions = sql.table(rawVersions(stream).name);
  return [
    sql`select ${columns}, null::TIMESTAMPTZ as gone_at
      from ${current} where not is_deleted and payload is not null`,
    // Found deleted since, it was there when it was counted.
    sql`select ${columns}, gone_at
      from (
        select v.payload, c.observed_at as gone_at
        from ${current} as c join ${versions} as v on v.key = c.key
        where c.is_deleted and v.payload is not null
        qualify row_number() over (partition by v.key order by v.version desc) = 1
      )`,
  ];
});

interface Missing {
  stream: string;
  part: string;
  counted_at: Date;
  ours_count: bigint;
  theirs_count: bigint;
}

/**
 * Landed records are counted by when they were made, not by when they came: a count lands only once
 * its stream was read past it. What came while it was made is given the benefit of the doubt, and what
 * is quarantined is not missing. Decision 52.
 */
export const missingCounts = defineModel({
  name: "missing_counts",
  description: "Where a system said that it has more records than have landed, one row a part.",
  from: [
    stgSourceCounts,
    streamStates,
    ...COUNTED.map(({ stream }) => rawCurrent(stream)),
    ...COUNTED.map(({ stream }) => rawVersions(stream)),
  ],
  grain: ["stream", "part"],
  columns: {
    stream: "VARCHAR",
    part: "VARCHAR",
    counted_at: "TIMESTAMPTZ",
    /** As many as may have been counted. */
    ours_count: "BIGINT",
    theirs_count: "BIGINT",
  },
  query: (db) =>
    db
      .selectFrom(
        sql<Missing>`(
          with landed as (${sql.join(landed, sql` union all `)}),
          compared as (
            select c.counted_stream as stream, c.part, c.seen_until as counted_at, c.theirs_count,
              count(l.stream)::BIGINT as ours_count
            from stg_source_counts as c left join landed as l
              on l.stream = c.counted_stream and l.part = c.part
              and coalesce(l.made_at <= c.seen_until, true)
              and (c.made_from is null or l.made_at >= c.made_from)
              and coalesce(l.gone_at > c.seen_until, true)
            group by all
          ),
          missing as (
            select *, sum(theirs_count - ours_count) over (partition by stream) as missing_sum
            from compared where theirs_count > ours_count
          )
          select m.stream, part, counted_at, ours_count, theirs_count
          from missing as m join stream_states as s using (stream)
          where missing_sum > quarantined_count
        )`.as("missing"),
      )
      .select(["stream", "part", "counted_at", "ours_count", "theirs_count"]),
});
