import { createHash } from "node:crypto";

import { parseExactly } from "../../sources/exact-json.ts";
import type { Json, Key, Quarantined, Unjudged } from "../../sources/source.ts";
import { readLines, type LandingFile } from "./file.ts";
import { jsonLine } from "./json-line.ts";

/** What landing tells of a stream's records, read from all its files. */
export interface Known {
  /** True for a record that landed and was not found deleted since. */
  has(key: Key): boolean;
  /** True for a record that is there just as it landed last. */
  isSame(record: Json): boolean;
  /** True for a record that is there and landed just so once, whatever landed of it later. */
  wasSame(record: Json): boolean;
  /** True for what was refused before for the same reason. */
  isRefused(quarantined: Quarantined): boolean;
  /**
   * Keys that a sweep which lists these would take away: of what landed until it began, and was not
   * found deleted since. A key that another feed brought again is among them.
   */
  missing(sweep: Judging): readonly Key[];
}

/** What a sweep found, and how far it judges. */
export interface Judging {
  /** As a sweep writes its keys. */
  readonly listed: ReadonlySet<string>;
  readonly after: number;
  readonly unjudged: readonly Unjudged[];
}

/** Whether what landed last under a key, given as a sweep writes it, still holds. */
export type IsCurrent = (key: string, record: Json) => boolean;

/**
 * Read from all files of a stream in the order of landing. In doubt a record counts as not there: to
 * ask for it once more costs a request, and not to ask loses it.
 */
export async function readKnown(
  files: readonly LandingFile[],
  isCurrent: IsCurrent = () => true,
): Promise<Known> {
  const landedAt = new Map<string, number>();
  const deletedBy = new Map<string, string>();
  const taken = new Set<string>();
  const outdated = new Set<string>();
  const refused = new Set<string>();
  const digests = new Map<string, string>();
  const earlier = new Map<string, Set<string>>();
  let primaryKey: readonly string[] = [];
  for (const file of files) {
    const { manifest, lines } = await readLines(file);
    for (const quarantined of manifest.quarantined) refused.add(jsonLine(quarantined));
    if (manifest.kind === "page") {
      primaryKey = manifest.primary_key;
      for (const { key, line, record } of keyedLines(lines, manifest.primary_key)) {
        const [last, digest] = [digests.get(key), digestOf(line)];
        if (last !== undefined && last !== digest)
          earlier.set(key, (earlier.get(key) ?? new Set<string>()).add(last));
        digests.set(key, digest);
        if (isCurrent(key, record)) outdated.delete(key);
        else outdated.add(key);
        if (!landedAt.has(key)) landedAt.set(key, file.number);
        taken.delete(key);
        // Another feed may only tell what was before the deletion.
        if (deletedBy.get(key) === file.feed) deletedBy.delete(key);
      }
      continue;
    }
    const { after = file.number - 1, unjudged = [] } = manifest;
    const judging = { listed: new Set(lines), after, unjudged };
    for (const key of missingFrom(landedAt, judging, manifest.primary_key)) {
      deletedBy.set(key, file.feed);
      taken.add(key);
    }
  }
  const isThere = (key: string) => landedAt.has(key) && !deletedBy.has(key) && !outdated.has(key);
  const isSame = (record: Json) => {
    const key = keyIn(record, primaryKey);
    return key !== null && isThere(key) && digests.get(key) === digestOf(jsonLine(record));
  };
  return {
    has: (key) => isThere(jsonLine(key)),
    isSame,
    wasSame: (record) => {
      const key = keyIn(record, primaryKey);
      if (key === null || !isThere(key)) return false;
      return isSame(record) || earlier.get(key)?.has(digestOf(jsonLine(record))) === true;
    },
    isRefused: (quarantined) => refused.has(jsonLine(quarantined)),
    missing: (judging) =>
      missingFrom(landedAt, judging, primaryKey)
        .filter((key) => !taken.has(key))
        .map((key) => JSON.parse(key) as Key),
  };
}

function missingFrom(
  landedAt: ReadonlyMap<string, number>,
  { listed, after, unjudged }: Judging,
  primaryKey: readonly string[],
): readonly string[] {
  const isJudged = judgedBy(unjudged, primaryKey);
  return [...landedAt].flatMap(([key, number]) =>
    number <= after && !listed.has(key) && isJudged(key) ? [key] : [],
  );
}

/** A part that a key does not tell of counts as judged: see above. */
function judgedBy(
  unjudged: readonly Unjudged[],
  primaryKey: readonly string[],
): (key: string) => boolean {
  const spared = unjudged
    .map(({ field, ...part }) => ({ at: primaryKey.indexOf(field), ...part }))
    .filter(({ at }) => at >= 0);
  if (spared.length === 0) return () => true;
  return (text) => {
    const key = (JSON.parse(text) as Key).map(String);
    return !spared.some(({ at, prefix, isWhole }) =>
      isWhole === true ? key[at] === prefix : key[at]?.startsWith(prefix),
    );
  };
}

/** As a sweep writes them. A line that cannot be read is set aside by the load, and has no key. */
function keyedLines(lines: readonly string[], primaryKey: readonly string[]) {
  return lines.flatMap((line) => {
    const record = parsedOrNull(line);
    const key = keyIn(record, primaryKey);
    return key === null ? [] : [{ key, line, record }];
  });
}

function keyIn(record: Json, primaryKey: readonly string[]): string | null {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return null;
  const fields = record as Readonly<Record<string, Json>>;
  const key = primaryKey.map((field) => fields[field] ?? null);
  return key.includes(null) ? null : jsonLine(key);
}

/** Tells versions of one record apart, as the warehouse does. */
function digestOf(line: string): string {
  return createHash("md5").update(line).digest("base64");
}

function parsedOrNull(line: string): Json {
  try {
    return parseExactly(line) as Json;
  } catch {
    return null;
  }
}
