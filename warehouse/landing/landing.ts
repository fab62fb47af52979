import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { zstdCompress } from "node:zlib";

import type { Json, Page } from "../../sources/source.ts";
import { noFailpoints, type FailpointHook } from "../failpoints.ts";
import { removeStrayFiles, writeAtomically } from "../atomic-write.ts";
import { filesOf, streamsIn } from "./directory.ts";
import { fileName, readLines, readManifest, type LandingFile } from "./file.ts";
import { jsonLine } from "./json-line.ts";
import type { Manifest } from "./manifest.ts";
import { repeatsPage } from "./repeats.ts";
import { rememberSeen, seenUntil } from "./seen.ts";

export type { LandingFile } from "./file.ts";

export interface PageRequest {
  readonly until: string;
  readonly primaryKey: readonly string[];
}

export interface Sweep extends PageRequest {
  /** Each key that still exists: the values of `primaryKey`, in its order. */
  readonly keys: readonly (readonly Json[])[];
  /** `lastNumber` when the sweep began: it does not judge what landed later. */
  readonly after: number;
}

export interface StreamHealth {
  readonly stream: string;
  /** Up to when the stream was read to its end; null if it never was. */
  readonly until: string | null;
}

/** Inputs as they were received: files that are written once and never changed. */
export interface Landing {
  readonly dir: string;
  /** Where the next page starts; null before the first one. */
  cursorOf(stream: string): Promise<Json>;
  /** The number of the stream's last file; 0 if there is none. */
  lastNumber(stream: string): Promise<number>;
  /** Null if the page told nothing new: then no more than its `until` is remembered. */
  write(stream: string, page: Page<Json>, request: PageRequest): Promise<LandingFile | null>;
  /** Null if nothing has changed since the sweep before. */
  writeSweep(stream: string, sweep: Sweep): Promise<LandingFile | null>;
  /** By stream, then in the order of landing. */
  files(): Promise<LandingFile[]>;
  health(): Promise<StreamHealth[]>;
}

/** Nothing is created before the first write. Any number of processes may land, one a stream. */
export function openLanding(dir: string, failpoint: FailpointHook = noFailpoints): Landing {
  /**
   * Should two attempts at one page overlap, both files stay: each goes on from the same cursor,
   * so whichever sorts last, the stream repeats records and skips none.
   */
  async function commit(
    manifest: Omit<Manifest, "vklad_landing" | "number" | "record_count">,
    records: readonly unknown[],
  ): Promise<LandingFile> {
    const { stream } = manifest;
    const number = ((await filesOf(dir, stream)).at(-1)?.number ?? 0) + 1;
    const head: Manifest = {
      vklad_landing: 1,
      number,
      record_count: records.length,
      ...manifest,
    };
    const text = [head, ...records].map((record) => `${jsonLine(record)}\n`).join("");
    const bytes = await promisify(zstdCompress)(text);
    const name = fileName(number, bytes);
    const streamDir = join(dir, stream);
    await mkdir(streamDir, { recursive: true });
    await removeStrayFiles(streamDir);
    await writeAtomically(streamDir, name, bytes, () => failpoint("fetch"));
    return { stream, number, name: `${stream}/${name}`, path: join(streamDir, name) };
  }

  /** The last page and the last sweep after it. */
  async function lastOf(stream: string) {
    let sweep: LandingFile | null = null;
    for (const file of (await filesOf(dir, stream)).toReversed()) {
      const { manifest } = await readManifest(file);
      if (manifest.kind === "page") return { page: { file, manifest }, sweep };
      sweep ??= file;
    }
    return { page: null, sweep };
  }

  async function tellsNothing(stream: string, page: Page<Json>, primaryKey: readonly string[]) {
    const last = await lastOf(stream);
    const cursor = last.page?.manifest.cursor ?? null;
    if (jsonLine(page.cursor) !== jsonLine(cursor)) return false;
    if (page.records.length + page.quarantined.length === 0) return true;
    if (last.page === null || !page.done) return false;
    const existing = last.sweep && new Set((await readLines(last.sweep)).lines);
    return repeatsPage(page, primaryKey, await readLines(last.page.file), existing);
  }

  return {
    dir,

    async cursorOf(stream) {
      const last = (await filesOf(dir, stream)).at(-1);
      return last === undefined ? null : (await readManifest(last)).manifest.cursor;
    },

    async lastNumber(stream) {
      return (await filesOf(dir, stream)).at(-1)?.number ?? 0;
    },

    async write(stream, page, { until, primaryKey }) {
      const { cursor, done, quarantined } = page;
      const file = (await tellsNothing(stream, page, primaryKey))
        ? null
        : await commit(
            { kind: "page", stream, cursor, until, done, primary_key: primaryKey, quarantined },
            page.records,
          );
      if (done) await rememberSeen(dir, stream, until);
      return file;
    },

    async writeSweep(stream, { keys, until, primaryKey, after }) {
      const last = (await filesOf(dir, stream)).at(-1);
      const landed = last === undefined ? null : await readLines(last);
      const cursor = landed?.manifest.cursor ?? null;
      if (landed?.manifest.kind === "sweep" && haveSame(landed.lines, keys.map(jsonLine))) {
        return null;
      }
      const sweep = { kind: "sweep", stream, cursor, until, done: true, quarantined: [] } as const;
      return commit({ ...sweep, primary_key: primaryKey, after }, keys);
    },

    async files() {
      const streams = await streamsIn(dir);
      return (await Promise.all(streams.map((stream) => filesOf(dir, stream)))).flat();
    },

    async health() {
      const streams = await streamsIn(dir);
      return Promise.all(
        streams.map(async (stream) => ({ stream, until: await seenUntil(dir, stream) })),
      );
    },
  };
}

function haveSame(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(some);
  return known.size === new Set(others).size && others.every((item) => known.has(item));
}
