import { link, mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { sql, type Kysely } from "kysely";

import { removeStrayFiles, syncPath, temporaryPath, writeAtomically } from "../atomic-write.ts";
import { digestsOf, type TableDigest } from "../duckdb/digest.ts";
import { identifier, literal } from "../duckdb/literal.ts";
import { noFailpoints, type FailpointHook } from "../failpoints.ts";
import { SnapshotUnreadableError } from "./errors.ts";
import {
  MANIFEST_FILE,
  snapshotDigest,
  type SnapshotManifest,
  type SnapshotTable,
} from "./manifest.ts";
import {
  CURRENT_FILE,
  fileHash,
  openSnapshot,
  readSnapshot,
  readCurrentSnapshot,
  tableFile,
  verifySnapshot,
  type Snapshot,
} from "./read.ts";

/** Readers of the one before are let finish, and the one before that is for looking back. */
const SNAPSHOTS_KEPT = 3;

export interface PublishRequest {
  /** Where all snapshots are. */
  readonly dir: string;
  readonly asOf: string;
  readonly tables: readonly PublishedTable[];
  /** Milliseconds since 1970: says when it was built and decides nothing. */
  readonly now: () => number;
  readonly failpoint?: FailpointHook;
}

export interface PublishedTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, string>>;
}

export interface Published {
  readonly snapshot: Snapshot;
  /** False if the same rows were published already: as-of alone may have moved. */
  readonly isNew: boolean;
}

/**
 * Publishes the tables, all as of one moment, under the digest of their content. What is published
 * already is not written again, be it one table or all of them; one rename makes the snapshot and
 * its as-of current. `db` is a transaction: nothing may change between two tables.
 */
export async function publishSnapshot(
  db: Kysely<any>,
  { dir, asOf, tables, now, failpoint = noFailpoints }: PublishRequest,
): Promise<Published> {
  await mkdir(dir, { recursive: true });
  await removeStrayFiles(dir);
  const before = await ifReadable(() => openSnapshot(dir));
  const wanted = await wantedTables(db, tables, before);
  const kept = wanted.flatMap(({ known }) => known ?? []);
  if (before !== null && snapshotDigest(kept) === before.digest && kept.length === tables.length) {
    if (before.asOf !== asOf) await makeCurrent(dir, { digest: before.digest, asOf });
    return { snapshot: { ...before, asOf }, isNew: false };
  }
  const temporary = temporaryPath(dir);
  await mkdir(temporary);
  const written: SnapshotTable[] = [];
  for (const { table, rows, rows_digest, known } of wanted) {
    const isKept = known !== undefined && (await linkFile(before, temporary, table));
    const sha256 = isKept ? known.sha256 : await writeTable(db, temporary, table);
    written.push({ name: table.name, columns: table.columns, rows, sha256, rows_digest });
  }
  const digest = snapshotDigest(written);
  const built_at = new Date(now()).toISOString();
  const manifest: SnapshotManifest = { digest, tables: written, built_at };
  const manifestFile = join(temporary, MANIFEST_FILE);
  await writeFile(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
  await syncPath(manifestFile);
  await syncPath(temporary);
  await failpoint("publish");
  await moveInto(temporary, dir, { digest, asOf });
  await makeCurrent(dir, { digest, asOf });
  await removeOldSnapshots(dir, { keep: SNAPSHOTS_KEPT });
  return { snapshot: await readSnapshot(dir, { digest, asOf }), isNew: true };
}

interface WantedTable {
  readonly table: PublishedTable;
  readonly rows: number;
  readonly rows_digest: string;
  /** The published table that is the same to the row and the column, if there is one. */
  readonly known: SnapshotTable | undefined;
}

/**
 * Digests are taken of the rows as they stand here: those that builds noted are the same sums, but of
 * when a model was built, and a view's rows go on changing with what it reads.
 */
async function wantedTables(
  db: Kysely<any>,
  tables: readonly PublishedTable[],
  before: Snapshot | null,
): Promise<WantedTable[]> {
  const digests = await digestsOf(
    db,
    tables.map(({ name }) => name),
  );
  return tables.map((table, index) => {
    const { row_count, hash } = digests[index] as TableDigest;
    const rows_digest = `${row_count}:${hash}`;
    const known = before?.tables.find(
      (one) =>
        one.name === table.name &&
        one.rows_digest === rows_digest &&
        isDeepStrictEqual(one.columns, table.columns),
    );
    return { table, rows: Number(row_count), rows_digest, known };
  });
}

export interface Current {
  readonly digest: string;
  readonly asOf: string;
}

export function makeCurrent(dir: string, { digest, asOf }: Current): Promise<void> {
  return writeAtomically(dir, CURRENT_FILE, `${digest}\n${asOf}\n`);
}

/** Sorted, so that equal rows are equal bytes. Gives the file's SHA-256. */
async function writeTable(
  db: Kysely<any>,
  dir: string,
  { name, columns }: PublishedTable,
): Promise<string> {
  const file = tableFile(dir, name);
  const names = Object.keys(columns).map(identifier).join(", ");
  const query = `select ${names} from ${identifier(name)} order by all`;
  await sql
    .raw(`copy (${query}) to ${literal(file)} (format parquet, compression zstd)`)
    .execute(db);
  await syncPath(file);
  return fileHash(file);
}

/** Null where a snapshot does not read: it is written anew then. */
export async function ifReadable<T>(read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SnapshotUnreadableError) return null;
    throw error;
  }
}

/**
 * One file in two snapshots, never changed and gone with the last of them. False where it must be
 * written: another publisher took that snapshot away, or the file system has no links.
 */
async function linkFile(
  before: Snapshot | null,
  temporary: string,
  { name }: PublishedTable,
): Promise<boolean> {
  if (before === null) return false;
  return await link(tableFile(before.path, name), tableFile(temporary, name)).then(
    () => true,
    () => false,
  );
}

/** A folder of that digest may be there from before; it gives way only if it does not read. */
export async function moveInto(temporary: string, dir: string, current: Current): Promise<void> {
  const target = join(dir, current.digest);
  const isMoved = await rename(temporary, target).then(
    () => true,
    () => false,
  );
  if (!isMoved && (await isWhole(dir, current))) {
    await rm(temporary, { recursive: true });
    // It is the latest again: old ones go by their age.
    const at = new Date();
    return utimes(target, at, at);
  }
  if (!isMoved) {
    await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
  }
  await syncPath(dir);
}

async function isWhole(dir: string, current: Current): Promise<boolean> {
  const read = await ifReadable(async () => {
    await verifySnapshot(await readSnapshot(dir, current));
    return current;
  });
  return read !== null;
}

/** All but the current one and the latest beside it, `keep` in all. */
export async function removeOldSnapshots(
  dir: string,
  { keep }: { readonly keep: number },
): Promise<void> {
  const current = (await readCurrentSnapshot(dir))?.digest;
  const digests = (await readdir(dir)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  const aged = await Promise.all(
    digests.map(async (name) => ({ name, at: (await stat(join(dir, name))).mtimeMs })),
  );
  const old = aged
    .filter(({ name }) => name !== current)
    .toSorted((a, b) => b.at - a.at)
    .slice(keep - 1);
  for (const { name } of old) await rm(join(dir, name), { recursive: true, force: true });
}
