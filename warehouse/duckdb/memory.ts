import type { DuckDBInstance } from "@duckdb/node-api";

import { messageOf } from "./errors.ts";

/**
 * What a load may hold: DuckDB would keep what it has read and written in memory for as long as there
 * is any, and nobody reads that again before the load is over.
 */
const LOAD_MEMORY = "320MB";

/**
 * Work that leaves no more than that in memory, where it can: what needs more is done again without a
 * bound. So it must be such that doing it again goes on where it stopped.
 */
export async function inLittleMemory<T>(
  instance: DuckDBInstance,
  work: () => Promise<T>,
): Promise<T> {
  const isBound = await changed(instance, `set global memory_limit = '${LOAD_MEMORY}'`);
  try {
    return await work();
  } catch (error) {
    if (!isBound || !isOutOfMemory(error)) throw error;
    await changed(instance, "reset global memory_limit");
    return await work();
  } finally {
    if (isBound) await changed(instance, "reset global memory_limit");
  }
}

/** False where DuckDB holds more than that already, and cannot let it go. */
async function changed(instance: DuckDBInstance, setting: string): Promise<boolean> {
  const connection = await instance.connect();
  try {
    await connection.run(setting);
    return true;
  } catch (error) {
    if (isOutOfMemory(error)) return false;
    throw error;
  } finally {
    connection.closeSync();
  }
}

function isOutOfMemory(error: unknown): boolean {
  return messageOf(error).startsWith("Out of Memory Error");
}
