import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

import { LedgerCorruptError, LedgerOutdatedError } from "./errors.ts";
import { assertWhole, fileOf, migrationsLeft } from "./ledger-file.ts";
import { SQLITE_CANTOPEN, sqliteCode } from "./ledger-file.ts";
import type { LedgerStore } from "./store.ts";

/** Its owner may close the file between our look at it and our opening: then we look again. */
const LOOKS_MAX = 5;

/**
 * Opens the file to read it and leaves no trace: neither it nor a file beside it is made, changed
 * or touched, whether others have it open, closed it or were killed. Null where there is none.
 */
export function openLedgerFileToRead(file: string): LedgerStore | null {
  if (sizeOf(file) === null) return null;
  let opened: Opened | null = null;
  try {
    opened = openAsFound(file);
    const { database, forget } = opened;
    if (migrationsLeft(database) > 0) throw new LedgerOutdatedError(file);
    assertWhole(database);
    const store = fileOf(file, database);
    return { ...store, close: () => store.close().finally(forget) };
  } catch (error) {
    opened?.database.close();
    opened?.forget();
    if (error instanceof LedgerOutdatedError) throw error;
    throw new LedgerCorruptError(file, (error as Error).message, error);
  }
}

interface Opened {
  readonly database: DatabaseSync;
  /** To be called once it is closed. */
  readonly forget: () => void;
}

function openAsFound(file: string): Opened {
  for (let look = 1; ; look += 1) {
    try {
      return openOnce(file);
    } catch (error) {
      if (look === LOOKS_MAX || sqliteCode(error) !== SQLITE_CANTOPEN) throw error;
    }
  }
}

/** SQLite's read-only mode alone would make the two files beside a ledger that lack, or touch them. */
function openOnce(file: string): Opened {
  const isShared = sizeOf(`${file}-shm`) !== null;
  // Whoever has a ledger open keeps the shared-memory file, and a kill leaves it.
  if (isShared) return { database: openWith(file, "readonly_shm=1"), forget: () => undefined };
  const isClosed = (sizeOf(`${file}-wal`) ?? 0) === 0;
  if (isClosed) return { database: openWith(file, "immutable=1"), forget: () => undefined };
  return openCopy(file);
}

/** A ledger restored with its write-ahead log alone: reading it needs a file that is not there. */
function openCopy(file: string): Opened {
  const dir = mkdtempSync(join(tmpdir(), "vklad-ledger-"));
  const forget = () => rmSync(dir, { recursive: true, force: true });
  try {
    const copy = join(dir, "ledger.db");
    copyFileSync(file, copy);
    copyFileSync(`${file}-wal`, `${copy}-wal`);
    const database = new DatabaseSync(copy, { readOnly: true });
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    return { database, forget };
  } catch (error) {
    forget();
    throw error;
  }
}

/** https://www.sqlite.org/uri.html; `readonly_shm` is described in SQLite's `wal.html`, section 5. */
function openWith(file: string, parameter: string): DatabaseSync {
  const database = new DatabaseSync(new URL(`${pathToFileURL(file).href}?${parameter}`), {
    readOnly: true,
  });
  try {
    // Opening touches nothing: the first statement says whether it can be read this way.
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function sizeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.size ?? null;
}
