import { randomBytes } from "node:crypto";
import { open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

const TEMPORARY = /^\.(\d+)-[0-9a-f]+\.tmp$/;

/** The file is there whole or not at all, also after a power cut. `before` runs before the swap. */
export async function writeAtomically(
  dir: string,
  name: string,
  bytes: Uint8Array | string,
  before?: () => void | Promise<void>,
): Promise<void> {
  const temporary = join(dir, `.${process.pid}-${randomBytes(6).toString("hex")}.tmp`);
  const file = await open(temporary, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await before?.();
  await rename(temporary, join(dir, name));
  await syncDirectory(dir);
}

/** A rename is durable once the directory that records it is. */
export async function syncDirectory(dir: string): Promise<void> {
  const directory = await open(dir, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Removes what killed processes began; a living process's temporary file is its own. */
export async function removeStrayFiles(dir: string): Promise<void> {
  for (const name of await readdir(dir)) {
    const pid = TEMPORARY.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(dir, name), { force: true });
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
