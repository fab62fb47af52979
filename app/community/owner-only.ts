import { chmodSync, lstatSync, readdirSync, type Stats } from "node:fs";
import { join } from "node:path";

import type { DataFolder } from "./data-folder.ts";

/** What others of the machine may do. */
const OTHERS = 0o077;

export class NotOwnedError extends Error {
  override readonly name = "NotOwnedError";
  constructor(path: string, mode: number, cause: unknown) {
    super(
      `${path} may be used by others of this machine (mode ${(mode & 0o777).toString(8)}) and could ` +
        "not be closed to them; expected it to belong to whoever runs vklad. Give the data folder to " +
        "that user (chown -R), or run as its owner.",
      { cause },
    );
  }
}

/**
 * From now on, whatever this process or a child of it makes is its owner's alone, also what DuckDB
 * and SQLite make. It goes by no umask that the shell had.
 */
export function makeForOwnerOnly(): void {
  process.umask(OTHERS);
}

/**
 * Takes from others what they may do with a data folder of an older version, and gives how many
 * entries that were. What somebody else put there is left alone, and the folder itself with it.
 */
export function keepToOwner(folder: DataFolder): number {
  if (process.platform === "win32") return 0;
  const entries = entriesOf(folder.root);
  const ours = entries.filter((name) => isOurs(name, folder));
  // Where these are closed, nothing under them can be reached: older files need not be walked.
  const loose = ours.map((name) => join(folder.root, name)).filter((path) => isLoose(path));
  let count = loose.reduce((sum, path) => sum + closeAll(path), 0);
  if (ours.length > 0 && ours.length === entries.length && isLoose(folder.root)) {
    close(folder.root, lstatSync(folder.root));
    count += 1;
  }
  return count;
}

function isOurs(name: string, folder: DataFolder): boolean {
  const { root, ledger: _ledger, ...paths } = folder;
  const named = Object.values(paths).map((path) => path.slice(root.length + 1));
  // Also where the ledger went into a database since.
  const own = [...named, "ledger.db", "demo"];
  // SQLite and DuckDB keep files of their own beside a file: `ledger.db-wal`, `warehouse.duckdb.wal`.
  return own.some(
    (one) => name === one || (name.startsWith(one) && /[.-]/.test(name[one.length]!)),
  );
}

function closeAll(path: string): number {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return 0;
  const inside = found.isDirectory() ? entriesOf(path).map((name) => join(path, name)) : [];
  const count = inside.reduce((sum, one) => sum + closeAll(one), 0);
  if ((found.mode & OTHERS) === 0) return count;
  close(path, found);
  return count + 1;
}

function close(path: string, { mode }: Stats): void {
  try {
    chmodSync(path, mode & ~OTHERS & 0o777);
  } catch (error) {
    throw new NotOwnedError(path, mode, error);
  }
}

function isLoose(path: string): boolean {
  const found = lstatSync(path);
  return !found.isSymbolicLink() && (found.mode & OTHERS) !== 0;
}

function entriesOf(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
