import { sql, type Kysely } from "kysely";

import { identifier } from "./literal.ts";

export interface DeclaredStream {
  readonly name: string;
  readonly primaryKey: readonly string[];
}

/** Of a deletion, where a version has the hash of its payload. */
export const DELETED_HASH = "deleted";

const RAW_COLUMNS = `
  key VARCHAR, payload VARCHAR, content_hash VARCHAR, observed_at TIMESTAMPTZ,
  landing_file VARCHAR, version BIGINT, is_deleted BOOLEAN`;

/** What models read and the load writes; the columns' meaning stands in `models/model.ts`. */
const TABLES: Readonly<Record<string, string>> = {
  landing_files: `stream VARCHAR, number BIGINT, landing_file VARCHAR, kind VARCHAR,
    record_count BIGINT, observed_at TIMESTAMPTZ`,
  quarantine: `stream VARCHAR, reason VARCHAR, record VARCHAR, observed_at TIMESTAMPTZ,
    landing_file VARCHAR`,
  stream_states: `stream VARCHAR, observed_day TIMESTAMPTZ, record_count BIGINT,
    quarantined_count BIGINT`,
  ref_run: `as_of_day TIMESTAMPTZ, time_zone VARCHAR`,
  materializations: `model VARCHAR, code_version VARCHAR, input_digests VARCHAR,
    output_digest VARCHAR, row_count BIGINT`,
};

/** Every declared stream has its table and view from the start, so that models may read nothing. */
export async function createTables(
  db: Kysely<any>,
  streams: readonly DeclaredStream[],
): Promise<void> {
  for (const [name, columns] of Object.entries(TABLES)) {
    await sql.raw(`create table if not exists ${identifier(name)} (${columns})`).execute(db);
  }
  for (const { name } of streams) await createRawTable(db, name);
}

/**
 * Append only and without a primary key, which would make loading an order of magnitude slower.
 * The landing file breaks a tie that two overlapping attempts at one page may leave.
 */
async function createRawTable(db: Kysely<any>, stream: string): Promise<void> {
  const table = rawTable(stream);
  await sql.raw(`create table if not exists ${table} (${RAW_COLUMNS})`).execute(db);
  await sql
    .raw(
      `create or replace view ${identifier(`raw_${stream}_current`)} as
      select * from ${table}
      qualify row_number() over (partition by key order by version desc, landing_file desc) = 1`,
    )
    .execute(db);
}

export function rawTable(stream: string): string {
  return identifier(`raw_${stream}`);
}
