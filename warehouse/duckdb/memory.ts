import type { DuckDBInstance } from "@duckdb/node-api";

import { messageOf } from "./errors.ts";

/**
 * What work that is alone may hold: DuckDB would keep all that it has read and written for as long as
 * there is memory. With so much a load of a gigabyte is as quick as with any more.
 */
const LITTLE = "384MB";

/** Who uses an engine, and how much of the machine's memory it may take meanwhile. */
export interface Memory {
  /** Whoever asks the engine of anything says so first, and again once there is an answer. */
  enter(): Promise<void>;
  leave(): void;
  /**
   * Does work in little memory as long as nobody else asks: DuckDB has one limit for all, and a query
   * that needs more would fail by it. Whoever enters lifts the limit; what needs more itself is done
   * again without one. So it must be all or nothing.
   */
  inLittle<T>(work: () => Promise<T>): Promise<T>;
}

export function createMemory(instance: DuckDBInstance): Memory {
  let othersCount = 0;
  let isLittle = false;
  let usual: string | null = null;
  let changes: Promise<void> = Promise.resolve();

  /** One after the other: what was asked last is what holds. */
  function change(wanted: () => boolean): Promise<void> {
    const changed = changes.then(async () => {
      const isWanted = wanted();
      if (isWanted === isLittle) return;
      usual ??= String(await asked(instance, "select current_setting('memory_limit')"));
      isLittle = (await limit(instance, isWanted ? LITTLE : usual)) && isWanted;
    });
    changes = changed.catch(() => undefined);
    return changed;
  }

  return {
    async enter() {
      othersCount += 1;
      await change(() => false);
    },
    leave() {
      othersCount -= 1;
    },
    async inLittle(work) {
      await change(() => othersCount === 0);
      const wasLittle = isLittle;
      try {
        return await work();
      } catch (error) {
        if (!wasLittle || !isOutOfMemory(error)) throw error;
        await change(() => false);
        return await work();
      } finally {
        await change(() => false);
      }
    },
  };
}

/**
 * False where DuckDB holds more than that already, and cannot let it go. Never `reset`: that changes
 * what the setting says, and the limit stays.
 */
async function limit(instance: DuckDBInstance, memory: string): Promise<boolean> {
  try {
    await asked(instance, `set global memory_limit = '${memory}'`);
    return true;
  } catch (error) {
    if (isOutOfMemory(error)) return false;
    throw error;
  }
}

async function asked(instance: DuckDBInstance, query: string): Promise<unknown> {
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(query)).getRowsJS()[0]?.[0];
  } finally {
    connection.closeSync();
  }
}

function isOutOfMemory(error: unknown): boolean {
  return messageOf(error).startsWith("Out of Memory Error");
}
