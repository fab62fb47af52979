import { sql } from "kysely";

/*
 * What there is in the warehouse, by `name`. From DuckDB's own lists: `information_schema` makes its
 * answer of all kinds of objects. The list of tables takes milliseconds; that of views does not.
 */

export const tables = sql<{ name: string }>`(
  select table_name as name from duckdb_tables()
  where database_name = current_database() and not temporary
)`;

export const views = sql<{ name: string }>`(
  select view_name as name from duckdb_views()
  where database_name = current_database() and not internal and not temporary
)`;

/** Both, with their `kind`: `table` or `view`. */
export const relations = sql<{ name: string; kind: "table" | "view" }>`(
  select name, 'table' as kind from ${tables} as tables
  union all
  select name, 'view' from ${views} as views
)`;
