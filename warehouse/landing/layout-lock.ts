import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { LandingBusyError } from "./errors.ts";

const FILE = "layout.lock";
const SQLITE_BUSY = 5;

const WAIT_MS = 60_000;

/** The same for a command, which waits a minute and then throws `LandingBusyError`. */
export function waitForLayout(dir: string): Disposable {
  const lock = lockLayout(dir, WAIT_MS);
  if (lock === null) throw new LandingBusyError(dir);
  return lock;
}

/**
 * For whoever puts files of landing elsewhere, so that no two do: one that cleans a file must not find
 * it in a pack afterwards. Null where another has it for longer than `wait_ms`. It ends with its
 * process, however that ends; who lands or reads needs none.
 */
export function lockLayout(dir: string, wait_ms = 0): Disposable | null {
  mkdirSync(dir, { recursive: true });
  const database = new DatabaseSync(join(dir, FILE), { timeout: wait_ms });
  try {
    database.exec("begin exclusive");
  } catch (error) {
    database.close();
    const { errcode = 0 } = error as { errcode?: number };
    if ((errcode & 0xff) === SQLITE_BUSY) return null;
    throw error;
  }
  return { [Symbol.dispose]: () => database.close() };
}
