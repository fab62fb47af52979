import { sql, type Kysely } from "kysely";

import type { Stream } from "../../sources/source.ts";
import { createKeyHashes } from "./key-hashes.ts";
import { identifier } from "./literal.ts";
import { presentTables } from "./present-tables.ts";
import { createRawTables } from "./raw-tables.ts";

/** What models read and the load writes; the columns' meaning stands in `models/model.ts`. */
const TABLES: Readonly<Record<string, string>> = {
  landing_files: `stream VARCHAR, number BIGINT, landing_file VARCHAR, kind VARCHAR,
    record_count BIGINT, observed_at TIMESTAMPTZ`,
  loaded_streams: `stream VARCHAR, declared VARCHAR, record_count BIGINT`,
  loaded_folders: `stream VARCHAR, folder VARCHAR, mark VARCHAR, file_count BIGINT`,
  quarantine: `stream VARCHAR, reason VARCHAR, record VARCHAR, observed_at TIMESTAMPTZ,
    landing_file VARCHAR`,
  stream_states: `stream VARCHAR, observed_day TIMESTAMPTZ, record_count BIGINT,
    quarantined_count BIGINT`,
  ref_run: `as_of_day TIMESTAMPTZ, time_zone VARCHAR`,
  materializations: `model VARCHAR, code_version VARCHAR, input_digests VARCHAR,
    output_digest VARCHAR, row_count BIGINT, built_at TIMESTAMPTZ, failing_checks VARCHAR`,
  noted_builds: `model VARCHAR, floor BIGINT, last BIGINT, digest VARCHAR`,
  noted_marks: `model VARCHAR, input VARCHAR, mark BIGINT`,
};

/** A file of an earlier version lacks these; they are filled by the next load or build. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  loaded_streams: ["record_count BIGINT"],
  materializations: ["built_at TIMESTAMPTZ", "failing_checks VARCHAR"],
};

export async function createTables(db: Kysely<any>, streams: readonly Stream[]): Promise<void> {
  const present = await presentTables(db);
  for (const [name, columns] of Object.entries(TABLES)) {
    if (present.get(name)?.column_count === BigInt(columns.split(",").length)) continue;
    await sql.raw(`create table if not exists ${identifier(name)} (${columns})`).execute(db);
    for (const column of ADDED[name] ?? [])
      await sql.raw(`alter table ${name} add column if not exists ${column}`).execute(db);
  }
  await createRawTables(db, streams, present);
  await createKeyHashes(db, streams, present);
}
