import { sql, type Kysely } from "kysely";

export interface PresentTable {
  readonly name: string;
  readonly column_count: bigint;
  readonly comment: string | null;
}

/** The file's tables as they were found, by name: asked once, since DuckDB looks at them all. */
export type PresentTables = ReadonlyMap<string, PresentTable>;

export async function presentTables(db: Kysely<any>): Promise<PresentTables> {
  const found = await sql<PresentTable>`
    select table_name as name, column_count, comment from duckdb_tables()
    where database_name = current_database() and not temporary
  `.execute(db);
  return new Map(found.rows.map((table) => [table.name, table]));
}
