import { sql, type Kysely } from "kysely";

import type { Stream } from "../../sources/source.ts";
import { identifier } from "./literal.ts";
import { forgetMarks } from "./noted.ts";
import { NEWEST_FIRST, OLDEST_FIRST } from "./order.ts";
import type { PresentTables } from "./present-tables.ts";

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

/** Every declared stream has its table and views from the start, so that models may read nothing. */
export async function createRawTables(
  db: Kysely<any>,
  streams: readonly Stream[],
  present: PresentTables,
): Promise<void> {
  for (const { name } of streams) {
    if (present.has(`raw_${name}`)) await giveUpIfOtherwise(db, name);
    await createRawTable(db, name);
  }
}

/** A table that an older version of ours made is given up: landing holds what was in it. */
async function giveUpIfOtherwise(db: Kysely<any>, stream: string): Promise<void> {
  // Views of the catalogue would tell it, too, and look at every column of all tables and views.
  const found = await sql<{ name: string }>`
    select name from pragma_table_info(${sql.lit(rawTable(stream))}) order by cid
  `.execute(db);
  if (found.rows.map(({ name }) => name).join() === Object.keys(RAW_COLUMNS).join()) return;
  for (const other of ["landing_files", "loaded_folders", "quarantine"])
    await db.deleteFrom(other).where("stream", "=", stream).execute();
  await forgetMarks(db, rawViews(stream));
  await sql.raw(`drop table ${rawTable(stream)}`).execute(db);
}

/** Append only and without a primary key, which would make loading an order of magnitude slower. */
async function createRawTable(db: Kysely<any>, stream: string): Promise<void> {
  const table = rawTable(stream);
  const columns = Object.entries(RAW_COLUMNS).map((column) => column.join(" "));
  await sql.raw(`create table if not exists ${table} (${columns.join(", ")})`).execute(db);
  for (const [name, query] of Object.entries(rawViewQueries(stream, table)))
    await sql.raw(`create or replace view ${identifier(name)} as ${query}`).execute(db);
}

/** SQL of each of `rawViews`, over a table of records. */
export function rawViewQueries(stream: string, table: string): Readonly<Record<string, string>> {
  return {
    [`raw_${stream}_current`]: `select * from ${table}
      qualify row_number() over (partition by key order by ${NEWEST_FIRST}) = 1`,
    [`raw_${stream}_versions`]: `select *,
        row_number() over (partition by key order by ${OLDEST_FIRST}) as ordinal
      from ${table}`,
  };
}

/** What models may read of a stream. */
export function rawViews(stream: string): string[] {
  return [`raw_${stream}_current`, `raw_${stream}_versions`];
}

export function rawTable(stream: string): string {
  return identifier(`raw_${stream}`);
}
