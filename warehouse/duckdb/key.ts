import { literal } from "./literal.ts";

/** Where a page's records have their key. */
export function keyPaths(primaryKey: readonly string[]): readonly string[] {
  return primaryKey.map((field) => `$."${field}"`);
}

/** Where a sweep's lines have it: they are arrays of the key's values. */
export function sweptKeyPaths(primaryKey: readonly string[]): readonly string[] {
  return primaryKey.map((_, index) => `$[${index}]`);
}

/**
 * SQL for a record's key: its primary key's values as a JSON array, NULL where one is missing or
 * null. `values` is SQL for each of them as JSON.
 */
export function keyOf(values: readonly string[]): string {
  const texts = values.map((value) => `nullif((${value})::VARCHAR, 'null')`);
  return `'[' || ${texts.join(" || ',' || ")} || ']'`;
}

/** SQL for the JSON that stands at each path, NULL where there is none. */
export function valuesAt(json: string, paths: readonly string[]): readonly string[] {
  return paths.map((path) => `(${json} -> ${literal(path)})`);
}
