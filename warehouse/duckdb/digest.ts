import { sql, type Kysely } from "kysely";

import { NOTED } from "./noted.ts";
import { rawTable } from "./raw-tables.ts";

export interface TableDigest {
  readonly table: string;
  readonly row_count: bigint;
  /** Sum of the rows' hashes: equal for equal rows in any order, under one version of DuckDB. */
  readonly hash: string;
}

export async function digestOf(db: Kysely<any>, table: string): Promise<TableDigest> {
  const digested = await sql<{ row_count: bigint; hash: string }>`
    select count(*) as row_count, coalesce(sum(hash(t)::HUGEINT), 0)::VARCHAR as hash
    from ${sql.table(table)} as t
  `.execute(db);
  const row = digested.rows[0];
  if (row === undefined) throw new Error(`DuckDB gave no digest of ${table}.`);
  return { table, ...row };
}

/**
 * Of a stream's raw table, without reading it: which versions of which files are in it. A landing
 * that was rewritten is loaded into a new file.
 */
export async function digestOfRaw(db: Kysely<any>, stream: string): Promise<string> {
  const digested = await sql<{ digest: string }>`
    select count(*) || ':' || coalesce(max(version), 0) || ':' || coalesce(sum(version), 0) as digest
    from ${sql.raw(rawTable(stream))}
  `.execute(db);
  return digested.rows[0]?.digest ?? "";
}

/**
 * Of the tables named, or of all; views are as good as what they read. What is noted of builds is not
 * among all: it says how the rows came to be there, and not what they are.
 */
export async function digestsOf(
  db: Kysely<any>,
  tables?: readonly string[],
): Promise<TableDigest[]> {
  const digests: TableDigest[] = [];
  for (const table of tables ?? (await allTables(db))) digests.push(await digestOf(db, table));
  return digests;
}

async function allTables(db: Kysely<any>): Promise<string[]> {
  const found = await sql<{ name: string }>`
    select table_name as name from duckdb_tables()
    where database_name = current_database() and not temporary
      and not starts_with(table_name, ${sql.lit(NOTED)}) order by table_name
  `.execute(db);
  return found.rows.map(({ name }) => name);
}
