import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { SQLInputValue, StatementSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";

import { Kysely, sql, SqliteDialect, type Transaction } from "kysely";

import { LedgerBusyError, LedgerCorruptError } from "./errors.ts";
import { type LedgerStore, type LedgerTables, LOCK_WAIT_MS_MAX } from "./store.ts";

/** SQLite blocks the whole process while it waits, so the longer wait is ours (`write`). */
const BUSY_TIMEOUT_MS = 20;

/** While it is opened: another process may just be bringing the file forward. */
const OPEN_WAIT_MS = 10_000;

/** One entry a version, run in order; never edited, only added to. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE payloads (
     hash TEXT PRIMARY KEY, salt TEXT NOT NULL, body TEXT NOT NULL
   ) STRICT;
   CREATE TABLE events (
     seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, actor TEXT NOT NULL,
     at TEXT NOT NULL, payload_hash TEXT NOT NULL UNIQUE, prev_hash TEXT NOT NULL UNIQUE,
     hash TEXT NOT NULL UNIQUE, unique_key TEXT UNIQUE
   ) STRICT;
   CREATE INDEX events_by_kind ON events (kind, seq);
   CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
     BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
   CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
     BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
   CREATE TRIGGER payloads_are_never_changed BEFORE UPDATE ON payloads
     BEGIN SELECT RAISE(ABORT, 'a payload may be erased, not changed'); END;`,
  // A payload goes only after the event that says so; and none is replaced, which fires no DELETE.
  `CREATE TRIGGER payloads_are_deleted_where_an_event_says_so BEFORE DELETE ON payloads
     WHEN NOT EXISTS (
       SELECT 1 FROM events AS erased
       JOIN events AS erasing ON erasing.kind = 'payload_erased' AND erasing.seq > erased.seq
       JOIN payloads AS told ON told.hash = erasing.payload_hash
       WHERE erased.payload_hash = OLD.hash AND told.body ->> '$.event_id' = erased.id
     )
     BEGIN SELECT RAISE(ABORT, 'a payload is erased by an event that says so'); END;
   CREATE TRIGGER payloads_are_never_replaced BEFORE INSERT ON payloads
     WHEN EXISTS (SELECT 1 FROM payloads WHERE hash = NEW.hash)
     BEGIN SELECT RAISE(ABORT, 'a payload may be erased, not changed'); END;
   CREATE TRIGGER events_are_never_replaced BEFORE INSERT ON events
     WHEN EXISTS (
       SELECT 1 FROM events
       WHERE seq = NEW.seq OR id = NEW.id OR hash = NEW.hash OR payload_hash = NEW.payload_hash
         OR prev_hash = NEW.prev_hash OR unique_key = NEW.unique_key
     )
     BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;`,
];

/** Opens or creates the file, brings it forward to this version and checks that it is whole. */
export function openLedgerFile(file: string): LedgerStore {
  mkdirSync(path.dirname(file), { recursive: true });
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: OPEN_WAIT_MS });
    // FULL: an append is on the disk when it returns, or a payment could outlive its journal.
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON",
    );
    migrate(database);
    assertWhole(database);
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  } catch (error) {
    database?.close();
    if (sqliteCode(error) === SQLITE_BUSY) throw new LedgerBusyError(file, OPEN_WAIT_MS, error);
    throw new LedgerCorruptError(file, (error as Error).message, error);
  }
  return fileOf(file, database);
}

export function fileOf(file: string, database: DatabaseSync): LedgerStore {
  const db = new Kysely<LedgerTables>({
    dialect: new SqliteDialect({ database: forKysely(database) }),
  });

  async function write<T>(work: (trx: Transaction<LedgerTables>) => Promise<T>): Promise<T> {
    const began = performance.now();
    for (;;) {
      try {
        return await db.transaction().execute(work);
      } catch (error) {
        if (sqliteCode(error) !== SQLITE_BUSY) throw namedError(file, error);
        const waited_ms = Math.round(performance.now() - began);
        if (waited_ms > LOCK_WAIT_MS_MAX) throw new LedgerBusyError(file, waited_ms, error);
        await pause(2 + Math.random() * 20);
      }
    }
  }

  return {
    name: file,
    db,
    write,
    named: (error) => namedError(file, error),
    async ready() {},
    async forgetDeleted() {
      // Until then the pages with the old content stay in the write-ahead log.
      await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(db);
    },
    async close() {
      await db.destroy();
      if (database.isOpen) database.close();
    },
  };
}

function namedError(file: string, error: unknown): unknown {
  const code = sqliteCode(error);
  const isCorrupt = code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
  return isCorrupt ? new LedgerCorruptError(file, (error as Error).message, error) : error;
}

export function assertWhole(database: DatabaseSync): void {
  const check = database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
  if (check !== "ok") throw new Error(String(check));
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}

/** How far the file is behind this program's version; throws where it is ahead. */
export function migrationsLeft(database: DatabaseSync): number {
  const version = versionOf(database);
  if (version > MIGRATIONS.length) {
    throw new Error(
      `its version is ${version} and this program knows ${MIGRATIONS.length}; update Vklad`,
    );
  }
  return MIGRATIONS.length - version;
}

function migrate(database: DatabaseSync): void {
  // Opening an up-to-date ledger waits for nobody's append.
  if (migrationsLeft(database) === 0) return;
  database.exec("BEGIN IMMEDIATE");
  const version = versionOf(database);
  for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
}

/** Texts differ by how many values a list has: not all that were ever asked are kept. */
const PREPARED_MAX = 200;

/**
 * What Kysely expects of SQLite (better-sqlite3's shape), over node:sqlite. Without `reader` a
 * SELECT would silently give no rows.
 */
function forKysely(database: DatabaseSync) {
  const prepared = new Map<string, StatementSync>();

  /** Statements are few and come again with every event; to prepare one takes as long as to run it. */
  function preparedOnce(text: string): StatementSync {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    if (prepared.size >= PREPARED_MAX) prepared.clear();
    const statement = database.prepare(text);
    prepared.set(text, statement);
    return statement;
  }

  return {
    close: () => database.close(),
    prepare(query: string) {
      // Each transaction here means to write, and one that starts by reading could not begin to
      // write once somebody else has.
      const text = query === "begin" ? "begin immediate" : query;
      const statement = preparedOnce(text);
      const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters: readonly unknown[]) => statement.all(...values(parameters)),
        run: (parameters: readonly unknown[]) => statement.run(...values(parameters)),
        // One of its own: whoever asks the same in between would end the reading.
        iterate: (parameters: readonly unknown[]) =>
          database.prepare(text).iterate(...values(parameters)),
      };
    },
  };
}

/** SQLite's primary result code of an error from node:sqlite. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

export const SQLITE_BUSY = 5;
export const SQLITE_CANTOPEN = 14;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
