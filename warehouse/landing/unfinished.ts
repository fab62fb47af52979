import { rename, rm } from "node:fs/promises";
import { join } from "node:path";

import type { Json, Key, Unjudged } from "../../sources/source.ts";
import { temporaryPath } from "../atomic-write.ts";
import type { Directory } from "./directory.ts";
import { LandingCorruptError } from "./errors.ts";
import { readLines, readManifest } from "./file.ts";
import { jsonLine } from "./json-line.ts";
import type { Manifest, PartOfSweep } from "./manifest.ts";
import type { LandingFile } from "./stored.ts";

/** A sweep that was begun and has not judged yet, as its parts in landing tell. */
export interface UnfinishedSweep {
  /** Of the run that began it. */
  readonly until: string;
  /** The last file of the stream when it began: it does not judge what landed later. */
  readonly after: number;
  readonly pass: PartOfSweep["pass"];
  /** Where the next part begins. */
  readonly next: Json;
  /** True once this pass has come to its end. */
  readonly isListed: boolean;
  readonly partCount: number;
  readonly keyCount: number;
  readonly unjudged: readonly Unjudged[];
  /** Keys that were missing a second time. */
  readonly gone: readonly Key[];
  /** Every key that a part says is there, as a sweep writes it. */
  listed(): Promise<ReadonlySet<string>>;
}

export interface SweepPart {
  readonly pass: PartOfSweep["pass"];
  readonly keys: readonly Key[];
  readonly gone?: readonly Key[];
  readonly unjudged?: readonly Unjudged[];
  /** Where the next part begins. */
  readonly next: Json;
  readonly done: boolean;
}

interface Part {
  readonly file: LandingFile;
  readonly manifest: Manifest & { readonly part: PartOfSweep };
}

/** A folder within the feed's own, so that no part is taken for a page. */
export function partsOf(feed: string): string {
  return `${feed}/sweep`;
}

/** Null if no sweep of the feed is under way. */
export async function readUnfinished(
  directory: Directory,
  {
    dir,
    feed,
    primaryKey,
    lastNumber,
  }: {
    readonly dir: string;
    readonly feed: string;
    readonly primaryKey: readonly string[];
    /** Of the stream. */
    readonly lastNumber: number;
  },
): Promise<UnfinishedSweep | null> {
  const parts = await joined(directory, feed);
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined) return null;
  const { until, after = 0, primary_key } = first.manifest;
  // Its keys are of the fields that were the key then, and of a landing that was not taken back.
  const isOurs = primary_key.join() === primaryKey.join() && after <= lastNumber;
  if (!isOurs || (await isJudged(directory, feed, after))) {
    await forgetParts(dir, feed);
    return null;
  }
  return {
    until,
    after,
    pass: last.manifest.part.pass,
    next: last.manifest.cursor,
    isListed: last.manifest.done,
    partCount: parts.length,
    keyCount: parts.reduce((sum, { manifest }) => sum + manifest.record_count, 0),
    unjudged: parts.flatMap(({ manifest }) => manifest.unjudged ?? []),
    gone: parts.flatMap(({ manifest }) => manifest.part.gone),
    async listed() {
      const keys = new Set<string>();
      for (const { file } of parts)
        for (const line of (await readLines(file)).lines) keys.add(line);
      return keys;
    },
  };
}

/** Once its judgement has landed the parts of a sweep are of no more use. All go at once. */
export async function forgetParts(dir: string, feed: string): Promise<void> {
  const stray = temporaryPath(join(dir, feed));
  try {
    await rename(join(dir, partsOf(feed)), stray);
  } catch (error) {
    // There are none.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  await rm(stray, { recursive: true, force: true });
}

/**
 * Parts that follow each other. Two slices that ran at once may both have written a number: of those
 * the first that joins counts, and what followed the other is read again.
 */
async function joined(directory: Directory, feed: string): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const file of await directory.filesOf(partsOf(feed))) {
    if (file.number !== parts.length + 1) continue;
    const part = await partIn(file);
    const before = parts.at(-1)?.manifest;
    if (part === null || (before !== undefined && !follows(part.manifest, before))) continue;
    parts.push(part);
  }
  return parts;
}

function follows(manifest: Part["manifest"], before: Part["manifest"]): boolean {
  const { pass, from } = manifest.part;
  const isOfOneSweep = manifest.until === before.until && manifest.after === before.after;
  if (!isOfOneSweep) return false;
  if (pass === before.part.pass) return jsonLine(from) === jsonLine(before.cursor);
  return before.done && from === null;
}

/** Null for what cannot be read: it is progress and no truth, and its place is read again. */
async function partIn(file: LandingFile): Promise<Part | null> {
  try {
    const { manifest } = await readManifest(file);
    const { part } = manifest;
    return part === undefined ? null : { file, manifest: { ...manifest, part } };
  } catch (error) {
    if (error instanceof LandingCorruptError) return null;
    throw error;
  }
}

/** A process may end after the judgement has landed and before its parts are gone. */
async function isJudged(directory: Directory, feed: string, after: number): Promise<boolean> {
  for await (const file of directory.backwards([feed])) {
    if (file.number <= after) return false;
    const { manifest } = await readManifest(file);
    if (manifest.kind === "sweep" && manifest.after === after) return true;
  }
  return false;
}
