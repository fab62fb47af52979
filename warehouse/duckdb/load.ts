import type { DuckDBInstance } from "@duckdb/node-api";
import type { Kysely } from "kysely";

import type { Landing } from "../landing/index.ts";
import type { FailpointHook } from "../failpoints.ts";
import { messageOf } from "./errors.ts";
import { forgetStreams } from "./forget.ts";
import { grouped } from "./groups.ts";
import { loadFiles } from "./load-files.ts";
import { loadLines } from "./load-lines.ts";
import { loadSweep } from "./load-sweep.ts";
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
  readonly streams: readonly Stream[];
  readonly timeZone: string;
  readonly failpoint: FailpointHook;
}

export interface Loaded {
  readonly fileCount: number;
  readonly recordCount: number;
}

/** Loads what has landed since the last load, in the order of landing, each file once. */
export async function loadLanding(context: LoadContext, landing: Landing): Promise<Loaded> {
  const { files, outdated } = await readUnloaded(context, landing);
  await inTransaction(context.instance, ({ db }) => forgetStreams(db, outdated));
  let fileCount = 0;
  let recordCount = 0;
  for (const group of grouped(files)) {
    await loadGroup(context, group);
    fileCount += group.length;
    recordCount += group.reduce((sum, { manifest }) => sum + manifest.record_count, 0);
  }
  const health = await landing.health();
  await inTransaction(context.instance, ({ db }) =>
    writeStreamStates(db, context.streams, health, context.timeZone),
  );
  return { fileCount, recordCount };
}

/** All of a group or nothing; where DuckDB cannot read it in one go, file by file, then by line. */
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
    for (const file of group) await loadGroup(context, [file]);
  }
}

async function commit(
  { instance, failpoint }: LoadContext,
  group: readonly NewFile[],
  load: (transaction: Transaction) => Promise<void>,
): Promise<void> {
  await inTransaction(instance, async (transaction) => {
    await load(transaction);
    for (const newFile of group) {
      await quarantineOfManifest(transaction.db, newFile);
      await recordFile(transaction.db, newFile);
    }
    await failpoint("load");
  });
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
