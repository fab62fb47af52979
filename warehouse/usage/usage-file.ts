import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

export const HOUR_MS = 3_600_000;

/** Another process writes for a millisecond or two; nobody waits longer for a count. */
const BUSY_TIMEOUT_MS = 100;

const SQLITE_ERROR = 1;
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Without a WAL, so that it can be read beside whoever writes and no file is made by that. */
export function openUsageFile(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.exec(`
      CREATE TABLE IF NOT EXISTS hours (
        system TEXT NOT NULL, hour INTEGER NOT NULL, sent INTEGER NOT NULL, limited INTEGER NOT NULL,
        PRIMARY KEY (system, hour)
      ) STRICT;
      CREATE TABLE IF NOT EXISTS systems (
        system TEXT PRIMARY KEY, per_minute REAL NOT NULL, stopped_at INTEGER, stopped_until TEXT
      ) STRICT;`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** It is no file of ours any more: no further try will read it. */
export function isBroken(error: unknown): boolean {
  return [SQLITE_ERROR, SQLITE_CORRUPT, SQLITE_NOTADB].includes(codeOf(error));
}

export function isBusy(error: unknown): boolean {
  return codeOf(error) === SQLITE_BUSY;
}

export function removeUsageFile(file: string): void {
  for (const end of ["", "-journal"]) rmSync(`${file}${end}`, { force: true });
}

/** Of extended codes the lowest byte says what happened. */
function codeOf(error: unknown): number {
  const { errcode } = error as { readonly errcode?: unknown };
  return typeof errcode === "number" ? errcode & 0xff : 0;
}
