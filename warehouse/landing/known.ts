import type { Json, Key, Quarantined, Unjudged } from "../../sources/source.ts";
import { beyond, skippedIn } from "./beyond.ts";
import { readLines } from "./file.ts";
import type { Folder } from "./folders.ts";
import { jsonLine } from "./json-line.ts";
import { keyOf, landedRecord } from "./landed-record.ts";
import { fileOfName, type LandingFile } from "./stored.ts";
import { inMemory, isBroken, type ToldFiles } from "./told-files.ts";
import { digestOf, type Told } from "./told.ts";

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

/** A stream of more keys is read anew each time where nothing keeps it but memory. */
const KEPT_KEYS_MAX = 250_000;

/** Told at once: so long another process waits, and so much is in memory. */
const FILES_PER_BATCH = 256;
const LINES_PER_BATCH = 5_000;

export interface Knowledge {
  /**
   * Told by the files of these folders, which are all of a stream. Only those that it has not read yet
   * are read, and only folders with such are listed. In doubt a record counts as not there: to ask for
   * it once more costs a request, and not to ask loses it. What was said before tells of what landed
   * later, too.
   */
  of(folders: readonly Folder[], current?: Current): Promise<Known>;
}

/** Of landing in `dir`. */
export function createKnowledge(dir: string, files: ToldFiles): Knowledge {
  let kept: Told | null = null;
  let last: Promise<unknown> = Promise.resolve();

  async function told(folders: readonly Folder[]): Promise<Told> {
    if (kept === null || !files.isLast()) kept = files.open();
    try {
      await bringForward(kept, folders);
    } catch (error) {
      if (!(error instanceof Unfit) && !isBroken(error)) throw error;
      kept = files.openAnew();
      await bringForward(kept, folders);
    }
    const now = kept;
    if (files === inMemory && now.keyCount() > KEPT_KEYS_MAX) kept = null;
    return now;
  }

  return {
    async of(folders, current) {
      // Two that look at once would read each file twice.
      const now = last.then(
        () => told(folders),
        () => told(folders),
      );
      last = now;
      return knownBy(await now, dir, current);
    },
  };
}

/** Other files have told it than those that are there: they were cleaned, moved, or one came late. */
class Unfit extends Error {}

async function bringForward(told: Told, folders: readonly Folder[]): Promise<void> {
  while (!(await toldOn(told, folders)));
}

/** False where another process told meanwhile. */
async function toldOn(told: Told, folders: readonly Folder[]): Promise<boolean> {
  const since = told.fileCount();
  const found = await beyond(folders, { whole: told.folders(), namesFrom: told.namesFrom });
  // Asked for one after the other, these may be of two moments.
  if (told.fileCount() !== since) return false;
  const isWhole = skippedIn(found.skipped) + found.takenCount === since;
  if (!isWhole || !found.isPrefix || found.gone.length > 0) throw new Unfit();
  let count = since;
  for await (const batch of batchesOf(found.listed.slice(found.takenCount))) {
    const isTold = told.tell(count, () => {
      for (const [index, { file, content }] of batch.entries()) {
        tell(told, file, content);
        told.addFile(count + index + 1, file.number, file.name);
      }
    });
    if (!isTold) return false;
    count += batch.length;
  }
  return found.whole.length === 0 || told.tell(count, () => found.whole.forEach(told.keepFolder));
}

interface Read {
  readonly file: LandingFile;
  readonly content: Content;
}

async function* batchesOf(files: readonly LandingFile[]): AsyncGenerator<readonly Read[]> {
  let batch: Read[] = [];
  let lineCount = 0;
  for (const file of files) {
    const content = await readLines(file);
    batch.push({ file, content });
    lineCount += content.lines.length;
    if (lineCount < LINES_PER_BATCH && batch.length < FILES_PER_BATCH) continue;
    yield batch;
    batch = [];
    lineCount = 0;
  }
  if (batch.length > 0) yield batch;
}

type Content = Awaited<ReturnType<typeof readLines>>;

function tell(told: Told, file: LandingFile, { manifest, lines }: Content): void {
  for (const quarantined of manifest.quarantined) told.refuse(jsonLine(quarantined));
  if (manifest.kind === "page") {
    told.setPrimaryKey(manifest.primary_key);
    for (const { key, line } of keyedLines(lines, manifest.primary_key)) {
      const digest = digestOf(line);
      const before = told.of(key);
      if (before === undefined) {
        told.add(key, file, digest);
        continue;
      }
      if (before.digest !== digest) told.keepEarlier(key, before.digest);
      // Another feed may only tell what was before the deletion.
      const deleted_by = before.deleted_by === file.feed ? null : before.deleted_by;
      told.bring(key, file.name, { digest, deleted_by });
    }
    return;
  }
  const { after = file.number - 1, unjudged = [] } = manifest;
  const judging = { listed: new Set(lines), after, unjudged };
  for (const { key } of missingFrom(told, judging, manifest.primary_key))
    told.takeAway(key, file.feed);
}

async function knownBy(told: Told, dir: string, current?: Current): Promise<Known> {
  const primaryKey = told.primaryKey();
  const outdated = current === undefined ? new Set<string>() : await outdatedOf(told, dir, current);
  /** Of what is there. */
  const toldOf = (key: string | null) => {
    if (key === null || outdated.has(key)) return undefined;
    const found = told.of(key);
    return found?.deleted_by === null ? found : undefined;
  };
  return {
    has: (key) => toldOf(jsonLine(key)) !== undefined,
    isSame: (record) => toldOf(keyIn(record, primaryKey))?.digest === digestOf(jsonLine(record)),
    wasSame: (record) => {
      const key = keyIn(record, primaryKey);
      const found = toldOf(key);
      if (key === null || found === undefined) return false;
      const digest = digestOf(jsonLine(record));
      return found.digest === digest || told.wasEarlier(key, digest);
    },
    isRefused: (quarantined) => told.isRefused(jsonLine(quarantined)),
    missing: (judging) =>
      missingFrom(told, judging, primaryKey)
        .filter(({ is_taken }) => is_taken === 0)
        .map(({ key }) => JSON.parse(key) as Key),
  };
}

/** Of these keys alone the last record is read once more. */
async function outdatedOf(told: Told, dir: string, { keys, holds }: Current): Promise<Set<string>> {
  const outdated = new Set<string>();
  const landed = [...keys].flatMap((key) => {
    const name = told.of(key)?.last_in;
    return name === undefined ? [] : [{ key, name }];
  });
  for (const [name, ofFile] of Map.groupBy(landed, (one) => one.name)) {
    const { manifest, lines } = await readLines(fileOfName(dir, name));
    const asked = new Set(ofFile.map(({ key }) => key));
    for (const { key, record } of keyedLines(lines, manifest.primary_key)) {
      if (!asked.has(key)) continue;
      if (holds(key, record)) outdated.delete(key);
      else outdated.add(key);
    }
  }
  return outdated;
}

function missingFrom(
  told: Told,
  { listed, after, unjudged }: Judging,
  primaryKey: readonly string[],
): readonly { readonly key: string; readonly is_taken: number }[] {
  const isJudged = judgedBy(unjudged, primaryKey);
  const missing: { key: string; is_taken: number }[] = [];
  for (const one of told.keysUpTo(after))
    if (!listed.has(one.key) && isJudged(one.key)) missing.push(one);
  return missing;
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
