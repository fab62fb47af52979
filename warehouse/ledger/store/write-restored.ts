import { chmodSync, existsSync, linkSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { sql } from "kysely";

import { syncPath } from "../../atomic-write.ts";
import type { ChainRow } from "./chain-walk.ts";
import { LedgerInUseError } from "./errors.ts";
import { openLedgerFile, SQLITE_BUSY, sqliteCode } from "./ledger-file.ts";
import { verifyChain } from "./verify-chain.ts";

/** Lines in one statement: SQLite takes 32,766 parameters. */
const ROWS_AT_ONCE = 500;

/**
 * Puts a ledger of these rows in a file's place, whole or not at all, and gives the name under
 * which the one before is kept; null where there was none. Throws LedgerInUseError while anybody
 * has it open.
 */
export async function writeRestored(
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
    await db.transaction().execute(async (trx) => {
      for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
        const some = rows.slice(from, from + ROWS_AT_ONCE);
        const payloads = some.flatMap(({ payload_hash: hash, salt, body }) =>
          salt === null || body === null ? [] : [{ hash, salt, body }],
        );
        if (payloads.length > 0) await trx.insertInto("payloads").values(payloads).execute();
        const events = some.map((row) => ({
          seq: row.seq,
          id: row.id,
          kind: row.kind,
          actor: row.actor,
          at: row.at,
          payload_hash: row.payload_hash,
          prev_hash: row.prev_hash,
          hash: row.hash,
          unique_key: row.unique_key,
        }));
        await trx.insertInto("events").values(events).execute();
      }
    });
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
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const names = [stamp, ...Array.from({ length: 99 }, (_, index) => `${stamp}-${index + 2}`)];
  const free = names.map((name) => `${file}.before-restore-${name}`);
  return free.find((name) => !existsSync(name)) ?? `${file}.before-restore-${stamp}-last`;
}
