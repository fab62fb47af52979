import type { DuckDBInstance } from "@duckdb/node-api";
import type { Kysely } from "kysely";

import { onDisk, type Landing } from "../landing/index.ts";
import type { FailpointHook } from "../failpoints.ts";
import { messageOf } from "./errors.ts";
import { forgetStreams } from "./forget.ts";
import { bytesOf, grouped } from "./groups.ts";
import { loadFiles } from "./load-files.ts";
import { loadLines } from "./load-lines.ts";
import { keepLoadedFolders } from "./loaded-folders.ts";
import { loadSweep } from "./load-sweep.ts";
import type { Memory } from "./memory.ts";
import type { NewFile } from "./new-file.ts";
import { quarantineOfManifest } from "./quarantine.ts";
import { writeStreamStates } from "./stream-states.ts";
import type { Stream } from "../../sources/source.ts";
import { inTransaction, type Transaction } from "./transaction.ts";
import { readUnloaded } from "./unloaded.ts";
import { LineOrderNeeded } from "./versions.ts";

export interface LoadContext {
  readonly instance: DuckDBInstance;
  readonly db: Kysely<any>;
  readonly memory: Pick<Memory, "inLittle">;
  readonly streams: readonly Stream[];
  readonly timeZone: string;
  /** A folder for what DuckDB reads and is kept in packs. */
  readonly scratch: string;
  readonly failpoint: FailpointHook;
}

export interface Loaded {
  readonly fileCount: number;
  readonly recordCount: number;
}

/** From here on a load is held to little memory: what is shorter takes little by itself. */
const LONG_BYTES = 128 * 2 ** 20;

const ANY_MEMORY: LoadContext["memory"] = { inLittle: (work) => work() };

type Work = (transaction: Transaction) => Promise<void>;

/** Loads what has landed since the last load, in the order of landing, each file once. */
export async function loadLanding(given: LoadContext, landing: Landing): Promise<Loaded> {
  const { files, outdated, whole } = await readUnloaded(given, landing);
  const isLong = bytesOf(files) > LONG_BYTES;
  const context = isLong ? given : { ...given, memory: ANY_MEMORY };
  const health = await landing.health();
  const writeStates: Work = async ({ db }) => {
    await keepLoadedFolders(db, whole);
    await writeStreamStates(db, context.streams, health, context.timeZone);
  };
  if (outdated.length > 0)
    await inTransaction(context.instance, ({ db }) => forgetStreams(db, outdated));
  const groups = grouped(files);
  let fileCount = 0;
  let recordCount = 0;
  let areStatesWritten = false;
  for (const group of groups) {
    // One commit fewer, of which each waits for the disk; a long load is not to be done again for it.
    areStatesWritten = !isLong && group === groups.at(-1);
    await loadGroup(context, group, areStatesWritten ? writeStates : undefined);
    fileCount += group.length;
    recordCount += group.reduce((sum, { manifest }) => sum + manifest.record_count, 0);
  }
  if (!areStatesWritten)
    await context.memory.inLittle(() => inTransaction(context.instance, writeStates));
  return { fileCount, recordCount };
}

const PARTS = 8;

/**
 * All of a group or nothing, and with its end what is to be done `last`; where DuckDB cannot read it
 * in one go, in parts, then by line.
 */
async function loadGroup(
  context: LoadContext,
  group: readonly NewFile[],
  last?: Work,
): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const load = (work: Work) => commit(context, group, last === undefined ? [work] : [work, last]);
  if (first.manifest.kind === "sweep") {
    return load((transaction) => loadSweep(transaction, first));
  }
  try {
    await loadPages(context, group, load);
  } catch (error) {
    if (!needsLines(error)) throw error;
    if (group.length === 1) return load((transaction) => loadLines(transaction, first));
    const parts = partsOf(group);
    for (const part of parts)
      await loadGroup(context, part, part === parts.at(-1) ? last : undefined);
  }
}

/** Anew where a file was packed before DuckDB came to it: nothing of it was loaded then. */
async function loadPages(
  { scratch }: LoadContext,
  group: readonly NewFile[],
  load: (work: Work) => Promise<void>,
): Promise<void> {
  const files = group.map(({ file }) => file);
  for (;;) {
    await using disk = await onDisk(files, scratch);
    try {
      return await load(({ db }) => loadFiles(db, group[0]!.stream, group, disk.paths));
    } catch (error) {
      if (await disk.areThere()) throw error;
    }
  }
}

/** Few, so that what one file needs is found soon where the others do not need it. */
function partsOf(group: readonly NewFile[]): readonly (readonly NewFile[])[] {
  const length = Math.ceil(group.length / PARTS);
  return Array.from({ length: Math.ceil(group.length / length) }, (_, part) =>
    group.slice(part * length, (part + 1) * length),
  );
}

async function commit(
  { instance, memory, failpoint }: LoadContext,
  group: readonly NewFile[],
  [load, last]: readonly [Work, Work?],
): Promise<void> {
  await memory.inLittle(() =>
    inTransaction(instance, async (transaction) => {
      await load(transaction);
      for (const newFile of group) {
        await quarantineOfManifest(transaction.db, newFile);
        await recordFile(transaction.db, newFile);
      }
      await last?.(transaction);
      await failpoint("load");
    }),
  );
}

async function recordFile(db: Kysely<any>, { file, manifest }: NewFile): Promise<void> {
  await db
    .insertInto("landing_files")
    .values({
      stream: file.stream,
      number: file.number,
      landing_file: file.name,
      kind: manifest.kind,
      record_count: manifest.record_count,
      observed_at: new Date(manifest.until),
    })
    .execute();
}

/** DuckDB calls a line it cannot read invalid input. */
function needsLines(error: unknown): boolean {
  return error instanceof LineOrderNeeded || messageOf(error).startsWith("Invalid Input Error");
}
