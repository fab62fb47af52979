import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export class ChainLockedError extends Error {
  override readonly name = "ChainLockedError";

  constructor(directory: string, pid: string) {
    super(
      `The embedded chain in ${directory} belongs to process ${pid}; one process may own it. ` +
        "Stop that process, or give this one another data folder with --data.",
    );
  }
}

/**
 * Makes this process the chain's owner until the lock is disposed or the process ends, however it
 * ends: SQLite's lock is the operating system's, so a kill leaves nothing stale behind.
 */
export function lockChain(directory: string): Disposable {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pidFile = join(directory, "owner.pid");
  const lock = new DatabaseSync(join(directory, "owner.lock"));
  try {
    lock.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    if (!isBusy(cause)) throw cause;
    throw new ChainLockedError(directory, ownerOf(pidFile));
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return {
    [Symbol.dispose]() {
      lock.close();
    },
  };
}

/** SQLITE_BUSY: https://www.sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 5;
}

function ownerOf(pidFile: string): string {
  try {
    return readFileSync(pidFile, "utf8").trim();
  } catch {
    // The owner has its lock and has not yet written who it is.
    return "unknown";
  }
}
