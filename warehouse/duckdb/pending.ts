import { sql, type Kysely } from "kysely";

import type { Stream } from "../../sources/source.ts";
import type { Landing } from "../landing/index.ts";
import { rawViews } from "./raw-tables.ts";
import { readUnloaded } from "./unloaded.ts";
import type { WarehouseReader } from "./open-to-read.ts";
import type { Run } from "./open.ts";
import { observedDay, readUntil, startOfDay } from "./stream-states.ts";

/** What a load would do, as far as that can be told without loading. */
export interface PendingLoad {
  readonly fileCounts: ReadonlyMap<string, number>;
  /** Relations of the load whose rows may differ after it: a file may also tell nothing new. */
  readonly changing: ReadonlySet<string>;
  /** As the models would be told it: the start of the run's day. */
  readonly run: Run;
}

/** Verifies each file that is not loaded yet, and changes nothing. */
export async function pendingLoad(
  { db, streams: present }: WarehouseReader,
  {
    streams,
    landing,
    run,
  }: {
    readonly streams: readonly Stream[];
    readonly landing: Landing;
    readonly run: Run;
  },
): Promise<PendingLoad> {
  const fileCounts = new Map<string, number>();
  const changing = new Set<string>();
  for (const { file } of (await readUnloaded({ db, streams }, landing)).files) {
    const { stream } = file;
    fileCounts.set(stream, (fileCounts.get(stream) ?? 0) + 1);
    for (const relation of [...rawViews(stream), "quarantine"]) changing.add(relation);
  }
  const isEachSeen = await areDaysOf(db, landing, { streams: present, run });
  if (fileCounts.size > 0 || !isEachSeen) changing.add("stream_states");
  const { day, isSame } = await dayOf(db, run);
  if (!isSame) changing.add("ref_run");
  return { fileCounts, changing, run: { ...run, asOfDay: day.toISOString() } };
}

/** Whether each stream was last read to its end on the day that is written down. */
async function areDaysOf(
  db: Kysely<any>,
  landing: Landing,
  { streams, run }: { readonly streams: readonly Stream[]; readonly run: Run },
): Promise<boolean> {
  const untilOf = readUntil(await landing.health());
  for (const { name } of streams) {
    const day = observedDay(untilOf.get(name) ?? null, run.timeZone);
    const found = await sql`
      select 1 from stream_states where stream = ${name} and observed_day is not distinct from ${day}
    `.execute(db);
    if (found.rows.length === 0) return false;
  }
  return true;
}

async function dayOf(db: Kysely<any>, { asOfDay, timeZone }: Run) {
  const day = startOfDay(new Date(asOfDay), timeZone);
  const found = await sql<{ day: Date; isSame: boolean }>`
    select ${day} as day, exists (
      select 1 from ref_run where as_of_day = ${day} and time_zone = ${timeZone}
    ) as "isSame"
  `.execute(db);
  const [row] = found.rows;
  if (row === undefined) throw new Error("DuckDB gave no day.");
  return row;
}
