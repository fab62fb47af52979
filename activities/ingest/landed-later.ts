import { parseExactly } from "../../sources/exact-json.ts";
import type { Json, Mended, Stream } from "../../sources/source.ts";
import { type Landing, readLines } from "../../warehouse/landing/index.ts";

/** Whether a record of this key has landed since another was refused for the last time. */
export type IsLater = (refused: Mended, record: Json) => boolean;

/** Read from all files of a stream. */
export async function landedLater(
  landing: Landing,
  { name, primaryKey }: Stream,
): Promise<IsLater> {
  const landedAt = new Map<string, number>();
  const refusedAt = new Map<string, number>();
  for (const file of await landing.files()) {
    if (file.stream !== name) continue;
    const { manifest, lines } = await readLines(file);
    for (const { reason, record } of manifest.quarantined)
      refusedAt.set(JSON.stringify([file.feed, reason, record]), file.number);
    if (manifest.kind !== "page") continue;
    for (const line of lines) {
      const key = keyIn(parsedOrNull(line), primaryKey);
      if (key !== null) landedAt.set(key, file.number);
    }
  }
  return ({ feed, reason, record: refused }, record) => {
    const key = keyIn(record, primaryKey);
    const at = refusedAt.get(JSON.stringify([feed, reason, refused]));
    return key !== null && at !== undefined && (landedAt.get(key) ?? 0) > at;
  };
}

function keyIn(record: Json, primaryKey: readonly string[]): string | null {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return null;
  const fields = record as Readonly<Record<string, Json>>;
  const key = primaryKey.map((field) => fields[field] ?? null);
  return key.includes(null) ? null : JSON.stringify(key);
}

/** A line that cannot be read is set aside by the load. */
function parsedOrNull(line: string): Json {
  try {
    return parseExactly(line) as Json;
  } catch {
    return null;
  }
}
