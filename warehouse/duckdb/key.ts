import { literal } from "./literal.ts";

/**
 * SQL for a record's key: its primary key's values as a JSON array, NULL where one is missing or
 * null. `json` is SQL too; pages name fields, sweeps count places.
 */
export function keyOfRecord(json: string, primaryKey: readonly string[]): string {
  return keyAt(
    json,
    primaryKey.map((field) => `$."${field}"`),
  );
}

export function keyOfSweep(json: string, primaryKey: readonly string[]): string {
  return keyAt(
    json,
    primaryKey.map((_, index) => `$[${index}]`),
  );
}

function keyAt(json: string, paths: readonly string[]): string {
  const values = paths.map((path) => `nullif((${json} -> ${literal(path)})::VARCHAR, 'null')`);
  return `'[' || ${values.join(" || ',' || ")} || ']'`;
}
