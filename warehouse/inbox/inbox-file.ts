import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** One entry a version, run in order; never edited, only added to. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE inbox (id TEXT NOT NULL) STRICT;
   CREATE TABLE deliveries (
     system TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (system, id)
   ) STRICT;
   CREATE INDEX deliveries_by_time ON deliveries (at);
   CREATE TABLE marks (
     feed TEXT NOT NULL, how TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (feed, how)
   ) STRICT;
   CREATE TABLE contents (
     seq INTEGER PRIMARY KEY AUTOINCREMENT, feed TEXT NOT NULL, digest TEXT NOT NULL UNIQUE,
     at INTEGER NOT NULL, sealed BLOB
   ) STRICT;
   CREATE INDEX contents_by_feed ON contents (feed, seq);`,
];

/** Another process writes for milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/** Opens or creates the file. FULL: a delivery is on the disk before its system is told so. */
export function openInboxFile(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
    if (versionOf(db) !== MIGRATIONS.length) migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function migrate(db: DatabaseSync): void {
  db.exec("BEGIN IMMEDIATE");
  // Asked again: another process may have brought it forward meanwhile.
  const version = versionOf(db);
  if (version > MIGRATIONS.length)
    throw new Error(`its version is ${version} and this program knows ${MIGRATIONS.length}`);
  for (const migration of MIGRATIONS.slice(version)) db.exec(migration);
  if (version === 0) db.prepare("INSERT INTO inbox (id) VALUES (?)").run(randomUUID());
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
}
