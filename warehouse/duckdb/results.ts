import {
  DuckDBTypeId,
  JSDuckDBValueConverter,
  type DuckDBResult,
  type DuckDBValueConverter,
} from "@duckdb/node-api";

export type ResultRow = Record<string, unknown>;

/**
 * DuckDB's values as our models declare them: BIGINT and wider are bigint, DECIMAL and DATE are
 * text, TIMESTAMPTZ is a Date (microseconds are lost: compare cursors in SQL).
 */
export const convertValue: DuckDBValueConverter<unknown> = (value, type, converter) => {
  if (value === null) return null;
  if (type.typeId === DuckDBTypeId.DECIMAL || type.typeId === DuckDBTypeId.DATE) {
    return String(value);
  }
  return (JSDuckDBValueConverter as DuckDBValueConverter<unknown>)(value, type, converter);
};

/** Parses JSON columns in place. Only a result's own columns know that they are JSON. */
export function parseJsonColumns(result: DuckDBResult, rows: ResultRow[]): ResultRow[] {
  const names = result
    .deduplicatedColumnNames()
    .filter((_, index) => result.columnType(index).alias === "JSON");
  for (const name of names) {
    for (const row of rows) {
      const text = row[name];
      if (typeof text === "string") row[name] = JSON.parse(text);
    }
  }
  return rows;
}
