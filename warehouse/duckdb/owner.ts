import { DuckDBInstance } from "@duckdb/node-api";
import { mkdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

import { WarehouseLockedError, messageOf } from "./errors.ts";

/** In memory: nothing to own. */
export const MEMORY = ":memory:";

/** DuckDB opens one file twice in one process without a word, and then loses rows. */
const openHere = new Set<string>();

export interface OwnedInstance {
  readonly instance: DuckDBInstance;
  close(): Promise<void>;
}

/**
 * Opens the file for this process alone. DuckDB's own lock decides, since it ends with its process
 * however that ends; the lock file beside it only names the owner. Nobody may open the live file
 * with `fs`: closing it again would drop that lock.
 */
export async function openOwned(file: string): Promise<OwnedInstance> {
  if (file === MEMORY) {
    const instance = await DuckDBInstance.create(MEMORY);
    return { instance, close: async () => instance.closeSync() };
  }
  const path = await realPath(file);
  const lockFile = `${path}.lock`;
  if (openHere.has(path)) throw new WarehouseLockedError(path, process.pid);
  openHere.add(path);
  let instance: DuckDBInstance;
  try {
    instance = await DuckDBInstance.create(path);
    await writeFile(lockFile, `${process.pid}\n`);
  } catch (error) {
    openHere.delete(path);
    if (!/could not set lock/i.test(messageOf(error))) throw error;
    throw new WarehouseLockedError(path, await ownerOf(lockFile, error), { cause: error });
  }
  return {
    instance,
    async close() {
      await rm(lockFile, { force: true });
      instance.closeSync();
      openHere.delete(path);
    },
  };
}

/**
 * Opens the file beside nobody's writing, only to read it: nothing is made or changed, not even by
 * what a killed owner left. Null where there is no file; an owner is named by its process id.
 */
export async function openToRead(file: string): Promise<DuckDBInstance | null> {
  const path = await realpath(file).catch(() => null);
  if (path === null) return null;
  if (openHere.has(path)) throw new WarehouseLockedError(path, process.pid);
  try {
    return await DuckDBInstance.create(path, {
      access_mode: "READ_ONLY",
      // What does not fit into memory would otherwise go into a folder beside the file.
      temp_directory: join(tmpdir(), `vklad-duckdb-${process.pid}`),
    });
  } catch (error) {
    if (!/could not set lock/i.test(messageOf(error))) throw error;
    throw new WarehouseLockedError(path, await ownerOf(`${path}.lock`, error), { cause: error });
  }
}

/** DuckDB names the owner where the system tells it. */
async function ownerOf(lockFile: string, error: unknown): Promise<number | null> {
  const named = /\(PID (\d+)\)/.exec(messageOf(error))?.[1];
  if (named !== undefined) return Number(named);
  const written = await readFile(lockFile, "utf8").catch(() => "");
  return Number(written) || null;
}

/** The file itself may not exist yet; its folder is made. */
async function realPath(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  try {
    return await realpath(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return join(await realpath(dirname(file)), basename(file));
  }
}
