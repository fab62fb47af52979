import { parseExactly } from "../../sources/exact-json.ts";
import type { Json, Page } from "../../sources/source.ts";
import { jsonLine } from "./json-line.ts";

export interface LandedPage {
  readonly manifest: { readonly quarantined: readonly unknown[] };
  readonly lines: readonly string[];
}

/**
 * True if the stream's last page tells all that this page does: the overlap read again by a run that
 * found nothing new. `existing` are the keys of a sweep since then: a record that was missing from
 * it and comes again has come back.
 */
export function repeatsPage(
  { records, quarantined }: Page<Json>,
  primaryKey: readonly string[],
  last: LandedPage,
  existing: ReadonlySet<string> | null,
): boolean {
  const landedQuarantined = new Set(last.manifest.quarantined.map(jsonLine));
  if (!quarantined.every((item) => landedQuarantined.has(jsonLine(item)))) return false;
  // By key, and the last one wins: a record changed within the last page counts as it ended.
  const landed = new Map(
    last.lines.map((line) => [keyOf(parseExactly(line) as Json, primaryKey), line]),
  );
  return records.every((record) => {
    const key = keyOf(record, primaryKey);
    return landed.get(key) === jsonLine(record) && (existing?.has(key) ?? true);
  });
}

/** As a sweep writes it. */
function keyOf(record: Json, primaryKey: readonly string[]): string {
  const fields = record as Readonly<Record<string, Json>>;
  return jsonLine(primaryKey.map((field) => fields[field] ?? null));
}
