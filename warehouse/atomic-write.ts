import { randomBytes } from "node:crypto";
import { open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** With what DuckDB keeps beside a file that it writes. */
const TEMPORARY = /^\.(\d+)-[0-9a-f]+\.tmp(\.wal)?$/;

/**
 * The file is there whole or not at all, also after a power cut. `before` runs before the swap. A
 * `name` in a folder below `dir` needs that folder; what a killed process leaves is in `dir` itself.
 */
export async function writeAtomically(
  dir: string,
  name: string,
  bytes: Uint8Array | string,
  before?: () => void | Promise<void>,
): Promise<void> {
  const temporary = temporaryPath(dir);
  const file = await open(temporary, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await before?.();
  const path = join(dir, name);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncPath(dirname(path));
}

/** A name beside the final one that readers pass over, and that tells whose it is. */
export function temporaryPath(dir: string): string {
  return join(dir, `.${process.pid}-${randomBytes(6).toString("hex")}.tmp`);
}

/** What another library wrote survives a power cut; a rename does once its directory does. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes what killed processes began, files and folders; a living process's are its own. */
export async function removeStrayFiles(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    const pid = TEMPORARY.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(dir, name), { force: true, recursive: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Anything but "no such process" means that it exists and is somebody else's.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
