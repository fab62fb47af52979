import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import {
  isLive,
  streamOf,
  type Json,
  type Key,
  type Page,
  type Unjudged,
} from "../../sources/source.ts";
import { noFailpoints, type FailpointHook } from "../failpoints.ts";
import { removeStrayFiles, syncPath, writeAtomically } from "../atomic-write.ts";
import { openDirectory } from "./directory.ts";
import { readLines, readManifest } from "./file.ts";
import { foldersIn, foldersOf, type Folder } from "./folders.ts";
import { jsonLine } from "./json-line.ts";
import { createKnowledge, type Current, type Knowledge, type Known } from "./known.ts";
import { inFolder, inMemory } from "./told-files.ts";
import type { Manifest } from "./manifest.ts";
import { fileName, folderOf } from "./names.ts";
import { placeAfter, rememberPlace } from "./place.ts";
import { repeatsPage } from "./repeats.ts";
import { rememberSeen, seenUntil } from "./seen.ts";
import { isAbsent, type LandingFile } from "./stored.ts";
import {
  forgetParts,
  partsOf,
  readUnfinished,
  type SweepPart,
  type UnfinishedSweep,
} from "./unfinished.ts";
import { packed } from "./zstd.ts";

export type { Folder } from "./folders.ts";
export type { LandingFile } from "./stored.ts";
export type { SweepPart, UnfinishedSweep } from "./unfinished.ts";

export interface PageRequest {
  readonly until: string;
  readonly primaryKey: readonly string[];
}

export interface Sweep extends PageRequest {
  /** Each key that still exists. */
  readonly keys: readonly Key[];
  /** What the sweep could not look for. */
  readonly unjudged?: readonly Unjudged[];
  /** `lastNumber` when the sweep began: it does not judge what landed later. */
  readonly after: number;
}

export interface FeedHealth {
  readonly feed: string;
  readonly stream: string;
  /** Up to when the feed was read to its end; null if it never was. */
  readonly until: string | null;
}

/** Inputs as they were received: files that are written once and never changed. */
export interface Landing {
  readonly dir: string;
  /** Where the feed's next page starts; null before the first one. */
  cursorOf(feed: string): Promise<Json>;
  /** The number of the last file of the feed's stream, whichever feed brought it; 0 if none. */
  lastNumber(feed: string): Promise<number>;
  /** Null if the page told nothing new: then no more than its cursor and its `until` are remembered. */
  write(feed: string, page: Page<Json>, request: PageRequest): Promise<LandingFile | null>;
  /**
   * What a whole sweep judges, and the end of its parts. Null if nothing has changed since the feed's
   * sweep before.
   */
  writeSweep(feed: string, sweep: Sweep): Promise<LandingFile | null>;
  /** Null if no sweep of the feed is under way. */
  unfinishedSweep(feed: string, primaryKey: readonly string[]): Promise<UnfinishedSweep | null>;
  /** One more part of the sweep that is under way; of a new one where `before` is null. */
  writeSweepPart(
    feed: string,
    part: SweepPart,
    sweep: Omit<Sweep, "keys" | "unjudged"> & { readonly before: UnfinishedSweep | null },
  ): Promise<void>;
  /** The next sweep begins anew. */
  forgetSweep(feed: string): Promise<void>;
  /**
   * Which records of the feed's stream are there, whichever feed brought them. A key of `current` whose
   * last record does not hold counts as not there.
   */
  known(feed: string, current?: Current): Promise<Known>;
  /** By stream, then in the order of landing. */
  files(): Promise<LandingFile[]>;
  /** The same by folder, for whoever knows some of them: those are not listed. */
  folders(): Promise<ReadonlyMap<string, readonly Folder[]>>;
  health(): Promise<FeedHealth[]>;
}

/**
 * Nothing is created before the first write. Any number of processes may land, one a feed. `known` is a
 * folder where what was read of each stream is kept; without one each process reads it itself.
 */
export function openLanding(
  dir: string,
  failpoint: FailpointHook = noFailpoints,
  { known }: { readonly known?: string } = {},
): Landing {
  const knowledgeOf = new Map<string, Knowledge>();
  const directory = openDirectory(dir);

  const lastNumber = async (feed: string) => {
    for await (const { number } of await filesBackwards(streamOf(feed))) return number;
    return 0;
  };

  const filesBackwards = async (stream: string) =>
    directory.backwards(await directory.feedsOf(stream));

  async function lastFileOf(feed: string): Promise<LandingFile | undefined> {
    for await (const file of directory.backwards([feed])) return file;
    return undefined;
  }

  /**
   * Should two attempts at one page overlap, both files stay: each goes on from the same cursor,
   * so whichever sorts last, the feed repeats records and skips none.
   */
  async function commit(
    feed: string,
    manifest: Omit<Manifest, "vklad_landing" | "number" | "record_count" | "stream" | "feed">,
    records: readonly unknown[],
    given?: number,
  ): Promise<LandingFile> {
    const number = given ?? (await lastNumber(feed)) + 1;
    const { kind, ...rest } = manifest;
    const head: Manifest = {
      vklad_landing: 1,
      number,
      record_count: records.length,
      kind,
      stream: streamOf(feed),
      ...(isLive(feed) ? {} : { feed }),
      ...rest,
    };
    const text = [head, ...records].map((record) => `${jsonLine(record)}\n`).join("");
    const bytes = await packed(text);
    const feedDir = join(dir, feed);
    const name = `${folderOf(number)}/${fileName(number, bytes)}`;
    const write = async () => {
      const isNew = await mkdir(join(feedDir, folderOf(number)), { recursive: true });
      if (isNew !== undefined) await syncPath(feedDir);
      await removeStrayFiles(feedDir);
      await writeAtomically(feedDir, name, bytes, () => failpoint("fetch"));
    };
    // Its folder may go meanwhile: packed, with all that had landed in it, or with a sweep's parts.
    await write().catch((error: unknown) => (isAbsent(error) ? write() : Promise.reject(error)));
    return {
      stream: streamOf(feed),
      feed,
      number,
      name: `${feed}/${name}`,
      path: join(feedDir, name),
    };
  }

  /** The feed's last page, and the last sweep of its stream after that. */
  async function lastOf(feed: string) {
    let sweep: LandingFile | null = null;
    for await (const file of await filesBackwards(streamOf(feed))) {
      if (file.feed !== feed && sweep !== null) continue;
      const { manifest } = await readManifest(file);
      if (manifest.kind === "sweep") sweep ??= file;
      else if (file.feed === feed) return { page: { file, manifest }, sweep };
    }
    return { page: null, sweep };
  }

  async function cursorOf(feed: string): Promise<Json> {
    const last = await lastFileOf(feed);
    const place = await placeAfter(dir, feed, last?.name ?? null);
    if (place !== undefined) return place;
    return last === undefined ? null : (await readManifest(last)).manifest.cursor;
  }

  /** True for a page of which no file needs to be kept. */
  async function tellsNothing(feed: string, page: Page<Json>, primaryKey: readonly string[]) {
    if (page.mended !== undefined) return false;
    if (page.records.length + page.quarantined.length === 0) return true;
    if (!page.done || jsonLine(page.cursor) !== jsonLine(await cursorOf(feed))) return false;
    const last = await lastOf(feed);
    if (last.page === null) return false;
    const existing = last.sweep && new Set((await readLines(last.sweep)).lines);
    return repeatsPage(page, primaryKey, await readLines(last.page.file), existing);
  }

  async function goOnFrom(feed: string, cursor: Json): Promise<null> {
    if (jsonLine(await cursorOf(feed)) !== jsonLine(cursor)) {
      const after = (await lastFileOf(feed))?.name ?? null;
      await rememberPlace(dir, feed, { after, cursor });
    }
    return null;
  }

  return {
    dir,
    lastNumber,
    cursorOf,

    async write(feed, page, { until, primaryKey }) {
      const { cursor, done, quarantined, mended } = page;
      const replayed = mended === undefined ? {} : { mended };
      const file = (await tellsNothing(feed, page, primaryKey))
        ? await goOnFrom(feed, cursor)
        : await commit(
            feed,
            {
              kind: "page",
              cursor,
              until,
              done,
              primary_key: primaryKey,
              quarantined,
              ...replayed,
            },
            page.records,
          );
      if (done) await rememberSeen(dir, feed, until);
      return file;
    },

    async writeSweep(feed, { keys, unjudged = [], until, primaryKey, after }) {
      const last = await lastFileOf(feed);
      const landed = last === undefined ? null : await readLines(last);
      // What another feed has brought since is not judged yet.
      const isNewest = last?.number === (await lastNumber(feed));
      const isSame =
        landed?.manifest.kind === "sweep" &&
        haveSame(landed.lines, keys.map(jsonLine)) &&
        haveSame((landed.manifest.unjudged ?? []).map(jsonLine), unjudged.map(jsonLine));
      const cursor = await cursorOf(feed);
      const sweep = { kind: "sweep", cursor, until, done: true, quarantined: [] } as const;
      const bounds = { primary_key: primaryKey, after, ...givenAny(unjudged) };
      const file = isNewest && isSame ? null : await commit(feed, { ...sweep, ...bounds }, keys);
      await forgetParts(dir, feed);
      return file;
    },

    async unfinishedSweep(feed, primaryKey) {
      const last = await lastNumber(feed);
      return readUnfinished(directory, { dir, feed, primaryKey, lastNumber: last });
    },

    async writeSweepPart(feed, { keys, gone = [], unjudged = [], pass, next, done }, sweep) {
      const { before, until, after, primaryKey } = sweep;
      // What a sweep that was begun anew has left would join by chance.
      if (before === null) await forgetParts(dir, feed);
      const from = before?.pass === pass ? before.next : null;
      const head = { kind: "part", cursor: next, until, done, quarantined: [] } as const;
      const bounds = { primary_key: primaryKey, after, ...givenAny(unjudged) };
      const part = { part: { pass, from, gone } };
      const number = (before?.partCount ?? 0) + 1;
      await commit(partsOf(feed), { ...head, ...bounds, ...part }, keys, number);
    },

    forgetSweep: (feed) => forgetParts(dir, feed),

    async known(feed, current) {
      const stream = streamOf(feed);
      const knowledge =
        knowledgeOf.get(stream) ??
        createKnowledge(dir, known === undefined ? inMemory : inFolder(known, stream));
      knowledgeOf.set(stream, knowledge);
      const folders = await foldersIn(
        directory,
        new Map([[stream, await directory.feedsOf(stream)]]),
      );
      return knowledge.of(folders.get(stream) ?? [], current);
    },

    async files() {
      const streams = new Set((await directory.feeds()).map(streamOf));
      return (await Promise.all([...streams].map(directory.filesOfStream))).flat();
    },

    async folders() {
      return foldersIn(directory, Map.groupBy(await directory.feeds(), streamOf));
    },

    async health() {
      const feeds = await directory.feeds();
      return Promise.all(
        feeds.map(async (feed) => ({
          feed,
          stream: streamOf(feed),
          until: await seenUntil(dir, feed),
        })),
      );
    },
  };
}

/** A landing in which these files are all that has landed. */
export function landingOf(landing: Landing, files: () => readonly LandingFile[]): Landing {
  return {
    ...landing,
    files: async () => [...files()],
    folders: async () => foldersOf(files()),
    health: async () => [],
  };
}

function givenAny(unjudged: readonly Unjudged[]): Pick<Manifest, "unjudged"> {
  return unjudged.length === 0 ? {} : { unjudged };
}

function haveSame(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(some);
  return known.size === new Set(others).size && others.every((item) => known.has(item));
}
