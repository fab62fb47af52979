import { sql, type Kysely } from "kysely";

import type { Stream } from "../../sources/source.ts";
import { identifier } from "./literal.ts";
import { NEWEST_FIRST, OLDEST_FIRST } from "./order.ts";

/** Of a deletion, where a version has the hash of its payload. */
export const DELETED_HASH = "deleted";

const RAW_COLUMNS = {
  key: "VARCHAR",
  payload: "VARCHAR",
  content_hash: "VARCHAR",
  observed_at: "TIMESTAMPTZ",
  landing_file: "VARCHAR",
  version: "BIGINT",
  is_deleted: "BOOLEAN",
  ordered_at: "TIMESTAMPTZ",
};

/** What models read and the load writes; the columns' meaning stands in `models/model.ts`. */
const TABLES: Readonly<Record<string, string>> = {
  landing_files: `stream VARCHAR, number BIGINT, landing_file VARCHAR, kind VARCHAR,
    record_count BIGINT, observed_at TIMESTAMPTZ`,
  loaded_streams: `stream VARCHAR, declared VARCHAR`,
  quarantine: `stream VARCHAR, reason VARCHAR, record VARCHAR, observed_at TIMESTAMPTZ,
    landing_file VARCHAR`,
  stream_states: `stream VARCHAR, observed_day TIMESTAMPTZ, record_count BIGINT,
    quarantined_count BIGINT`,
  ref_run: `as_of_day TIMESTAMPTZ, time_zone VARCHAR`,
  materializations: `model VARCHAR, code_version VARCHAR, input_digests VARCHAR,
    output_digest VARCHAR, row_count BIGINT, built_at TIMESTAMPTZ, failing_checks VARCHAR`,
};

/** A file of an earlier version lacks these; its models are recorded with them once built again. */
const ADDED = ["built_at TIMESTAMPTZ", "failing_checks VARCHAR"].map(
  (column) => `alter table materializations add column if not exists ${column}`,
);

/** Every declared stream has its table and view from the start, so that models may read nothing. */
export async function createTables(db: Kysely<any>, streams: readonly Stream[]): Promise<void> {
  for (const [name, columns] of Object.entries(TABLES)) {
    await sql.raw(`create table if not exists ${identifier(name)} (${columns})`).execute(db);
  }
  for (const change of ADDED) await sql.raw(change).execute(db);
  for (const { name } of streams) await createRawTable(db, name);
}

/**
 * Append only and without a primary key, which would make loading an order of magnitude slower.
 * A table that an older version of ours made is given up: landing holds what was in it.
 */
async function createRawTable(db: Kysely<any>, stream: string): Promise<void> {
  const table = rawTable(stream);
  const found = await sql<{ column_name: string }>`
    select column_name from information_schema.columns
    where table_name = ${`raw_${stream}`} order by ordinal_position
  `.execute(db);
  const names = found.rows.map(({ column_name }) => column_name);
  if (names.length > 0 && names.join() !== Object.keys(RAW_COLUMNS).join()) {
    // In this order: whatever is cut short here is found again at the next start.
    await db.deleteFrom("landing_files").where("stream", "=", stream).execute();
    await db.deleteFrom("quarantine").where("stream", "=", stream).execute();
    await sql.raw(`drop table ${table}`).execute(db);
  }
  const columns = Object.entries(RAW_COLUMNS).map((column) => column.join(" "));
  await sql.raw(`create table if not exists ${table} (${columns.join(", ")})`).execute(db);
  const views = {
    current: `select * from ${table}
      qualify row_number() over (partition by key order by ${NEWEST_FIRST}) = 1`,
    versions: `select *,
        row_number() over (partition by key order by ${OLDEST_FIRST}) as ordinal
      from ${table}`,
  };
  for (const [name, query] of Object.entries(views)) {
    const view = identifier(`raw_${stream}_${name}`);
    await sql.raw(`create or replace view ${view} as ${query}`).execute(db);
  }
}

/** What models may read of a stream. */
export function rawViews(stream: string): string[] {
  return [`raw_${stream}_current`, `raw_${stream}_versions`];
}

export function rawTable(stream: string): string {
  return identifier(`raw_${stream}`);
}
