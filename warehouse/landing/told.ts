import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

import type { WholeFolder } from "./beyond.ts";

/** Another process tells a batch of files meanwhile. */
const BUSY_TIMEOUT_MS = 10_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS keys (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, landed_at INTEGER NOT NULL,
    last_in TEXT NOT NULL, digest TEXT NOT NULL, deleted_by TEXT, is_taken INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS earlier (
    key TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (key, digest)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS refused (digest TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS files (
    place INTEGER PRIMARY KEY, number INTEGER NOT NULL, name TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS files_by_number ON files (number);
  CREATE TABLE IF NOT EXISTS folders (
    folder TEXT PRIMARY KEY, mark TEXT NOT NULL, file_count INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS told (
    id INTEGER PRIMARY KEY CHECK (id = 1), primary_key TEXT NOT NULL
  ) STRICT;
  INSERT OR IGNORE INTO told VALUES (1, '[]');`;

export const MEMORY = ":memory:";

/** What is told of a key, as a sweep writes it. */
export interface ToldKey {
  /** The file that brought it last. */
  readonly last_in: string;
  /** Of the line that it brought. */
  readonly digest: string;
  /** The feed that found it deleted, and that has not brought it since. */
  readonly deleted_by: string | null;
  /** A sweep took it away, and nothing has brought it since. */
  readonly is_taken: number;
}

/**
 * What files of a stream have told, in SQLite: in a file that outlives its process, or in memory. It is
 * derived from those files and holds keys and digests alone.
 */
export type Told = ReturnType<typeof openTold>;

export function openTold(file: string) {
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    // What a power cut takes back is told again. Keys come in any order: 64 MB of them are at hand.
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536");
    atOnce(() => db.exec(SCHEMA));
  } catch (error) {
    db.close();
    throw error;
  }
  const select = db.prepare("SELECT last_in, digest, deleted_by, is_taken FROM keys WHERE key = ?");
  const insert = db.prepare(
    "INSERT INTO keys (key, landed_at, last_in, digest, is_taken) VALUES (?, ?, ?, ?, 0)",
  );
  const update = db.prepare(
    "UPDATE keys SET last_in = ?, digest = ?, deleted_by = ?, is_taken = 0 WHERE key = ?",
  );
  const keepEarlier = db.prepare("INSERT OR IGNORE INTO earlier VALUES (?, ?)");
  const selectEarlier = db.prepare("SELECT 1 FROM earlier WHERE key = ? AND digest = ?");
  const refuse = db.prepare("INSERT OR IGNORE INTO refused VALUES (?)");
  const selectRefused = db.prepare("SELECT 1 FROM refused WHERE digest = ?");
  const takeAway = db.prepare("UPDATE keys SET deleted_by = ?, is_taken = 1 WHERE key = ?");
  const addFile = db.prepare("INSERT INTO files VALUES (?, ?, ?)");
  const setPrimaryKey = db.prepare("UPDATE told SET primary_key = ?");
  const keysUpTo = db.prepare("SELECT key, is_taken FROM keys WHERE landed_at <= ? ORDER BY id");

  function atOnce(work: () => void): void {
    db.exec("BEGIN IMMEDIATE");
    try {
      work();
      db.exec("COMMIT");
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  }

  const fileCount = () =>
    Number(db.prepare("SELECT coalesce(max(place), 0) AS count FROM files").get()?.["count"]);

  return {
    /** How many it was told of. */
    fileCount,

    /** All of `work` or nothing. False where another has told more meanwhile: then nothing is done. */
    tell(since: number, work: () => void): boolean {
      let isOurs = false;
      atOnce(() => {
        isOurs = fileCount() === since;
        if (isOurs) work();
      });
      return isOurs;
    },

    /** In the order of landing. */
    folders: (): readonly WholeFolder[] =>
      db
        .prepare("SELECT folder, mark, file_count FROM folders ORDER BY folder")
        .all()
        .map((row) => ({
          folder: String(row["folder"]),
          mark: String(row["mark"]),
          file_count: BigInt(Number(row["file_count"])),
        })),

    keepFolder({ folder, mark, file_count }: WholeFolder): void {
      db.prepare("INSERT OR REPLACE INTO folders VALUES (?, ?, ?)").run(folder, mark, file_count);
    },

    namesFrom: (number: number): ReadonlySet<string> =>
      new Set(
        db
          .prepare("SELECT name FROM files WHERE number >= ?")
          .all(number)
          .map((row) => String(row["name"])),
      ),

    addFile: (place: number, number: number, name: string) => addFile.run(place, number, name),

    primaryKey: (): readonly string[] =>
      JSON.parse(String(db.prepare("SELECT primary_key FROM told").get()?.["primary_key"])),

    setPrimaryKey: (fields: readonly string[]) => setPrimaryKey.run(JSON.stringify(fields)),

    of: (key: string) => select.get(key) as ToldKey | undefined,

    /** A key that no file brought before. */
    add: (key: string, { number, name }: { number: number; name: string }, digest: string) =>
      insert.run(key, number, name, digest),

    /** One that came again. */
    bring: (
      key: string,
      name: string,
      { digest, deleted_by }: Pick<ToldKey, "digest" | "deleted_by">,
    ) => update.run(name, digest, deleted_by, key),

    keepEarlier: (key: string, digest: string) => keepEarlier.run(key, digest),
    wasEarlier: (key: string, digest: string) => selectEarlier.get(key, digest) !== undefined,

    refuse: (line: string) => refuse.run(digestOf(line)),
    isRefused: (line: string) => selectRefused.get(digestOf(line)) !== undefined,

    takeAway: (key: string, feed: string) => takeAway.run(feed, key),

    /** Keys that landed in a file up to this number, in the order of their first landing. */
    keysUpTo: (number: number) =>
      keysUpTo.iterate(number) as IterableIterator<{ key: string; is_taken: number }>,

    keyCount: () => Number(db.prepare("SELECT max(id) AS count FROM keys").get()?.["count"] ?? 0),
  };
}

/** Tells versions of one record apart, as the warehouse does. */
export function digestOf(line: string): string {
  return createHash("md5").update(line).digest("base64");
}
