import type { Json, Mended, Stream } from "../../sources/source.ts";
import { keyOf, type Landing, landedRecord, readLines } from "../../warehouse/landing/index.ts";

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
      const key = keyIn(landedRecord(line));
      if (key !== null && wanted.has(key)) landedAt.set(key, file.number);
    }
  }
  return ({ feed, reason, record: refused }, record) => {
    const key = keyIn(record);
    const at = refusedAt.get(JSON.stringify([feed, reason, refused]));
    return key !== null && at !== undefined && (landedAt.get(key) ?? 0) > at;
  };
}
