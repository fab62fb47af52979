import { chmodSync, existsSync, linkSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { sql } from "kysely";

import { syncPath } from "../../atomic-write.ts";
import type { ChainRow } from "./chain-walk.ts";
import { LedgerInUseError } from "./errors.ts";
import { openLedgerFile, SQLITE_BUSY, sqliteCode } from "./ledger-file.ts";
import { insertRows } from "./insert-rows.ts";
import { keptStamps } from "./kept-stamps.ts";
import type { LedgerPlace } from "./place.ts";
import { writeRestoredPostgres } from "./postgres/write-restored.ts";
import { verifyChain } from "./verify-chain.ts";

/**
 * Puts a ledger of these rows in a place, whole or not at all, and gives the name under which the
 * one before is kept; null where there was none. Throws LedgerInUseError while anybody has its file
 * open; in a database it waits for who is appending.
 */
export async function writeRestored(
  place: LedgerPlace,
  rows: readonly ChainRow[],
  now: Date,
): Promise<string | null> {
  return "file" in place
    ? await writeFile(place.file, rows, now)
    : await writeRestoredPostgres(place.postgres, rows, now);
}

async function writeFile(
  file: string,
  rows: readonly ChainRow[],
  now: Date,
): Promise<string | null> {
  closeWhole(file);
  const beside = `${file}.restoring`;
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${beside}${suffix}`, { force: true });
  await write(beside, rows);
  chmodSync(beside, 0o600);
  await syncPath(beside);
  const kept = existsSync(file) ? keptName(file, now) : null;
  if (kept !== null) {
    linkSync(file, kept);
    chmodSync(kept, 0o600);
  }
  renameSync(beside, file);
  await syncPath(dirname(file));
  return kept;
}

async function write(file: string, rows: readonly ChainRow[]): Promise<void> {
  const { db, close } = openLedgerFile(file);
  try {
    await db.transaction().execute(async (trx) => await insertRows(trx, rows));
    await verifyChain(db);
    await sql`PRAGMA journal_mode = DELETE`.execute(db);
  } finally {
    await close();
  }
}

/** Takes what waits in the write-ahead log into the file, which only its sole user may. */
function closeWhole(file: string): void {
  if (!existsSync(file)) return;
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = DELETE");
  } catch (error) {
    if (sqliteCode(error) === SQLITE_BUSY) throw new LedgerInUseError(file, error);
    throw error;
  } finally {
    database.close();
  }
}

function keptName(file: string, now: Date): string {
  const names = keptStamps(now).map((stamp) => `${file}.before-restore-${stamp}`);
  return names.find((name) => !existsSync(name)) ?? `${names[0]}-last`;
}
