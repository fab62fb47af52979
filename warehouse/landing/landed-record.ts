import { parseExactly } from "../../sources/exact-json.ts";
import type { Json, Key } from "../../sources/source.ts";

/** What a line holds; null where it cannot be read: the load sets it aside. */
export function landedRecord(line: string): Json {
  try {
    return parseExactly(line) as Json;
  } catch {
    return null;
  }
}

/** Null for a record without one: that may be why it was refused. */
export function keyOf(primaryKey: readonly string[], record: Json): Key | null {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return null;
  const fields = record as Readonly<Record<string, Json>>;
  const key = primaryKey.map((field) => fields[field] ?? null);
  return key.includes(null) ? null : key;
}
