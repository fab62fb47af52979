import { parseExactly } from "../../sources/exact-json.ts";
import type { Json, Key, Mended, Stream } from "../../sources/source.ts";
import { type Landing, readLines } from "../../warehouse/landing/index.ts";

/** Whether a record of this key has landed since another was refused for the last time. */
export type IsLater = (refused: Mended, record: Json) => boolean;

/**
 * Read from all files of a stream; only of these records' keys anything is remembered, however many
 * have landed.
 */
export async function landedLater(
  landing: Landing,
  { name, primaryKey }: Stream,
  records: readonly Json[],
): Promise<IsLater> {
  const keyIn = (record: Json) => {
    const key = keyOf(primaryKey, record);
    return key === null ? null : JSON.stringify(key);
  };
  const wanted = new Set(records.map(keyIn));
  const landedAt = new Map<string, number>();
  const refusedAt = new Map<string, number>();
  for (const file of await landing.files()) {
    if (file.stream !== name) continue;
    const { manifest, lines } = await readLines(file);
    for (const { reason, record } of manifest.quarantined)
      refusedAt.set(JSON.stringify([file.feed, reason, record]), file.number);
    if (manifest.kind !== "page") continue;
    for (const line of lines) {
      const key = keyIn(parsedOrNull(line));
      if (key !== null && wanted.has(key)) landedAt.set(key, file.number);
    }
  }
  return ({ feed, reason, record: refused }, record) => {
    const key = keyIn(record);
    const at = refusedAt.get(JSON.stringify([feed, reason, refused]));
    return key !== null && at !== undefined && (landedAt.get(key) ?? 0) > at;
  };
}

/** Null for a record without one: that may be why it was refused. */
export function keyOf(primaryKey: Stream["primaryKey"], record: Json): Key | null {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return null;
  const fields = record as Readonly<Record<string, Json>>;
  const key = primaryKey.map((field) => fields[field] ?? null);
  return key.includes(null) ? null : key;
}

/** A line that cannot be read is set aside by the load. */
function parsedOrNull(line: string): Json {
  try {
    return parseExactly(line) as Json;
  } catch {
    return null;
  }
}
