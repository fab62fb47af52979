import { tmpdir } from "node:os";
import { dirname } from "node:path";

import { Kysely, sql } from "kysely";

import type { Stream } from "../../sources/source.ts";
import type { Landing } from "../landing/index.ts";
import { noFailpoints, type FailpointHook } from "../failpoints.ts";
import { DuckDbDialect } from "./dialect.ts";
import { digestsOf, type TableDigest } from "./digest.ts";
import { loadLanding, type Loaded } from "./load.ts";
import { createMemory } from "./memory.ts";
import { MEMORY, openOwned } from "./owner.ts";
import { startOfDay } from "./stream-states.ts";
import { createTables } from "./tables.ts";
import { inTransaction, type Transaction } from "./transaction.ts";

export interface WarehouseOptions {
  /** A path, or `:memory:`. */
  readonly file: string;
  readonly streams: readonly Stream[];
  /** The community's: it says when a day starts. */
  readonly timeZone: string;
  readonly failpoint?: FailpointHook;
}

export interface Run {
  /** Any instant of the run's day: ISO 8601, UTC. */
  readonly asOfDay: string;
  readonly timeZone: string;
}

/** What can be rebuilt from landing. One process owns the file. */
export interface Warehouse extends AsyncDisposable {
  /** Tables are known at run time, hence no types. */
  readonly db: Kysely<any>;
  readonly streams: readonly Stream[];
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Loads what has landed since. */
  load(landing: Landing): Promise<Loaded>;
  /** Tells the models what the run was asked for. */
  setRun(run: Run): Promise<void>;
  digests(tables?: readonly string[]): Promise<TableDigest[]>;
}

/**
 * Size of the log at which a commit also rewrites the file. Each model replaces its table, so that
 * DuckDB's own 16 MB come round every few models; what is left is read back in half a second.
 */
const CHECKPOINT_AFTER = "64MB";

export async function openWarehouse({
  file,
  streams,
  timeZone,
  failpoint = noFailpoints,
}: WarehouseOptions): Promise<Warehouse> {
  const { instance, close } = await openOwned(file);
  const scratch = file === MEMORY ? tmpdir() : dirname(file);
  const memory = createMemory(instance);
  const db = new Kysely<any>({
    dialect: new DuckDbDialect({ connect: () => instance.connect(), memory }),
  });
  try {
    // Otherwise dates and truncations follow the machine's TZ. It is no option of `create`.
    await sql`set global timezone = 'UTC'`.execute(db);
    await sql`set global checkpoint_threshold = ${sql.lit(CHECKPOINT_AFTER)}`.execute(db);
    await db.transaction().execute((tx) => createTables(tx, streams));
  } catch (error) {
    await db.destroy();
    await close();
    throw error;
  }
  async function transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    await memory.enter();
    try {
      return await inTransaction(instance, work);
    } finally {
      memory.leave();
    }
  }

  return {
    db,
    streams,
    transaction,
    load: (landing) =>
      loadLanding({ instance, db, memory, streams, timeZone, scratch, failpoint }, landing),

    async setRun({ asOfDay, timeZone: zone }) {
      const day = startOfDay(new Date(asOfDay), zone);
      await transaction(async ({ db: tx }) => {
        await sql`
          delete from ref_run where as_of_day <> ${day} or time_zone <> ${zone}
        `.execute(tx);
        await sql`
          insert into ref_run select ${day}, ${zone} where not exists (from ref_run)
        `.execute(tx);
      });
    },

    digests: (tables) => digestsOf(db, tables),

    async [Symbol.asyncDispose]() {
      await db.destroy();
      await close();
    },
  };
}
