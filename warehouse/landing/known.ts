import { createHash } from "node:crypto";

import type { Json, Key, Quarantined, Unjudged } from "../../sources/source.ts";
import { readLines } from "./file.ts";
import { jsonLine } from "./json-line.ts";
import { keyOf, landedRecord } from "./landed-record.ts";
import type { LandingFile } from "./stored.ts";

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

/** Of some keys, given as a sweep writes them, whether what landed last of each still holds. */
export interface Current {
  readonly keys: ReadonlySet<string>;
  readonly holds: (key: string, record: Json) => boolean;
}

/** What the files until now have told. Keys are as a sweep writes them. */
interface Told {
  /** Read into it, in the order of landing. */
  readonly files: string[];
  /** The number of the first file that brought a key. */
  readonly landedAt: Map<string, number>;
  /** The file that brought a key last. */
  readonly lastIn: Map<string, LandingFile>;
  readonly deletedBy: Map<string, string>;
  readonly taken: Set<string>;
  readonly refused: Set<string>;
  readonly digests: Map<string, string>;
  readonly earlier: Map<string, Set<string>>;
  primaryKey: readonly string[];
}

/** A stream of more keys is read anew each time, and takes no memory in between. */
const KEPT_KEYS_MAX = 250_000;

export interface Knowledge {
  /**
   * Told by these files, which are all of a stream in the order of landing. Only those that it has not
   * read yet are read. In doubt a record counts as not there: to ask for it once more costs a request,
   * and not to ask loses it. What was said before tells of what landed later, too.
   */
  of(files: readonly LandingFile[], current?: Current): Promise<Known>;
}

export function createKnowledge(): Knowledge {
  let kept = nothingTold();
  let last: Promise<unknown> = Promise.resolve();

  async function told(files: readonly LandingFile[]): Promise<Told> {
    // Files are cleaned or moved by writing others in their place.
    const goesOn = kept.files.every((name, index) => files[index]?.name === name);
    const told = goesOn ? kept : nothingTold();
    kept = told;
    for (const file of files.slice(told.files.length)) {
      tell(told, file, await readLines(file));
      told.files.push(file.name);
    }
    if (told.landedAt.size > KEPT_KEYS_MAX) kept = nothingTold();
    return told;
  }

  return {
    async of(files, current) {
      // Two that read at once would tell each file twice.
      const now = last.then(
        () => told(files),
        () => told(files),
      );
      last = now;
      return knownBy(await now, current);
    },
  };
}

function nothingTold(): Told {
  return {
    files: [],
    landedAt: new Map(),
    lastIn: new Map(),
    deletedBy: new Map(),
    taken: new Set(),
    refused: new Set(),
    digests: new Map(),
    earlier: new Map(),
    primaryKey: [],
  };
}

type Content = Awaited<ReturnType<typeof readLines>>;

function tell(told: Told, file: LandingFile, { manifest, lines }: Content): void {
  for (const quarantined of manifest.quarantined) told.refused.add(jsonLine(quarantined));
  if (manifest.kind === "page") {
    told.primaryKey = manifest.primary_key;
    for (const { key, line } of keyedLines(lines, manifest.primary_key)) {
      const [last, digest] = [told.digests.get(key), digestOf(line)];
      if (last !== undefined && last !== digest)
        told.earlier.set(key, (told.earlier.get(key) ?? new Set<string>()).add(last));
      told.digests.set(key, digest);
      told.lastIn.set(key, file);
      if (!told.landedAt.has(key)) told.landedAt.set(key, file.number);
      told.taken.delete(key);
      // Another feed may only tell what was before the deletion.
      if (told.deletedBy.get(key) === file.feed) told.deletedBy.delete(key);
    }
    return;
  }
  const { after = file.number - 1, unjudged = [] } = manifest;
  const judging = { listed: new Set(lines), after, unjudged };
  for (const key of missingFrom(told.landedAt, judging, manifest.primary_key)) {
    told.deletedBy.set(key, file.feed);
    told.taken.add(key);
  }
}

async function knownBy(told: Told, current?: Current): Promise<Known> {
  const { landedAt, deletedBy, taken, refused, digests, earlier } = told;
  const outdated = current === undefined ? new Set<string>() : await outdatedOf(told, current);
  const isThere = (key: string) => landedAt.has(key) && !deletedBy.has(key) && !outdated.has(key);
  const isSame = (record: Json) => {
    const key = keyIn(record, told.primaryKey);
    return key !== null && isThere(key) && digests.get(key) === digestOf(jsonLine(record));
  };
  return {
    has: (key) => isThere(jsonLine(key)),
    isSame,
    wasSame: (record) => {
      const key = keyIn(record, told.primaryKey);
      if (key === null || !isThere(key)) return false;
      return isSame(record) || earlier.get(key)?.has(digestOf(jsonLine(record))) === true;
    },
    isRefused: (quarantined) => refused.has(jsonLine(quarantined)),
    missing: (judging) =>
      missingFrom(landedAt, judging, told.primaryKey)
        .filter((key) => !taken.has(key))
        .map((key) => JSON.parse(key) as Key),
  };
}

/** Of these keys alone the last record is read once more. */
async function outdatedOf({ lastIn }: Told, { keys, holds }: Current): Promise<Set<string>> {
  const outdated = new Set<string>();
  const landed = [...keys].filter((key) => lastIn.has(key));
  for (const [file, ofFile] of Map.groupBy(landed, (key) => lastIn.get(key)!)) {
    const { manifest, lines } = await readLines(file);
    const asked = new Set(ofFile);
    for (const { key, record } of keyedLines(lines, manifest.primary_key)) {
      if (!asked.has(key)) continue;
      if (holds(key, record)) outdated.delete(key);
      else outdated.add(key);
    }
  }
  return outdated;
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
    const record = landedRecord(line);
    const key = keyIn(record, primaryKey);
    return key === null ? [] : [{ key, line, record }];
  });
}

function keyIn(record: Json, primaryKey: readonly string[]): string | null {
  const key = keyOf(primaryKey, record);
  return key === null ? null : jsonLine(key);
}

/** Tells versions of one record apart, as the warehouse does. */
function digestOf(line: string): string {
  return createHash("md5").update(line).digest("base64");
}
