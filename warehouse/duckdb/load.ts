import type { DuckDBInstance } from "@duckdb/node-api";
import type { Kysely } from "kysely";

import type { Landing } from "../landing/index.ts";
import type { FailpointHook } from "../failpoints.ts";
import { messageOf } from "./errors.ts";
import { forgetStreams } from "./forget.ts";
import { bytesOf, grouped } from "./groups.ts";
import { loadFiles } from "./load-files.ts";
import { loadLines } from "./load-lines.ts";
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
  readonly failpoint: FailpointHook;
}

export interface Loaded {
  readonly fileCount: number;
  readonly recordCount: number;
}

/** From here on a load is held to little memory: what is shorter takes little by itself. */
const LONG_BYTES = 128 * 2 ** 20;

const ANY_MEMORY: LoadContext["memory"] = { inLittle: (work) => work() };

/** Loads what has landed since the last load, in the order of landing, each file once. */
export async function loadLanding(given: LoadContext, landing: Landing): Promise<Loaded> {
  const { files, outdated } = await readUnloaded(given, landing);
  const context = bytesOf(files) > LONG_BYTES ? given : { ...given, memory: ANY_MEMORY };
  await inTransaction(context.instance, ({ db }) => forgetStreams(db, outdated));
  let fileCount = 0;
  let recordCount = 0;
  for (const group of grouped(files)) {
    await loadGroup(context, group);
    fileCount += group.length;
    recordCount += group.reduce((sum, { manifest }) => sum + manifest.record_count, 0);
  }
  const health = await landing.health();
  await context.memory.inLittle(() =>
    inTransaction(context.instance, ({ db }) =>
      writeStreamStates(db, context.streams, health, context.timeZone),
    ),
  );
  return { fileCount, recordCount };
}

const PARTS = 8;

/** All of a group or nothing; where DuckDB cannot read it in one go, in parts, then by line. */
async function loadGroup(context: LoadContext, group: readonly NewFile[]): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  if (first.manifest.kind === "sweep") {
    return commit(context, group, (transaction) => loadSweep(transaction, first));
  }
  try {
    await commit(context, group, ({ db }) => loadFiles(db, first.stream, group));
  } catch (error) {
    if (!needsLines(error)) throw error;
    if (group.length === 1) {
      return commit(context, group, (transaction) => loadLines(transaction, first));
    }
    for (const part of partsOf(group)) await loadGroup(context, part);
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
  load: (transaction: Transaction) => Promise<void>,
): Promise<void> {
  await memory.inLittle(() =>
    inTransaction(instance, async (transaction) => {
      await load(transaction);
      for (const newFile of group) {
        await quarantineOfManifest(transaction.db, newFile);
        await recordFile(transaction.db, newFile);
      }
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
