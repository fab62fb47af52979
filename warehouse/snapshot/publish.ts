import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
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
  readSnapshotManifest,
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
  /** False if the same is published already. */
  readonly isNew: boolean;
}

/**
 * Writes the tables, all as of one moment, under the digest of their content and makes that the
 * current snapshot by one rename. `db` is a transaction: nothing may change between two tables.
 */
export async function publishSnapshot(
  db: Kysely<any>,
  { dir, asOf, tables, now, failpoint = noFailpoints }: PublishRequest,
): Promise<Published> {
  const digests = await digestsOf(
    db,
    tables.map(({ name }) => name),
  );
  const source = sourceDigest(asOf, tables, digests);
  const before = await ifReadable(() => manifestBefore(dir));
  const same = before?.source === source ? await ifReadable(() => openSnapshot(dir)) : null;
  if (same !== null) return { snapshot: same, isNew: false };
  await mkdir(dir, { recursive: true });
  await removeStrayFiles(dir);
  const temporary = temporaryPath(dir);
  await mkdir(temporary);
  const written: SnapshotTable[] = [];
  for (const [index, table] of tables.entries()) {
    const { row_count, hash } = digests[index] as TableDigest;
    const rows_digest = `${row_count}:${hash}`;
    const kept = await keepFile(dir, temporary, { before, table, rows_digest });
    written.push({
      name: table.name,
      columns: table.columns,
      rows: Number(row_count),
      sha256: kept ?? (await writeTable(db, temporary, table)),
      rows_digest,
    });
  }
  const digest = snapshotDigest(asOf, written);
  const manifest: SnapshotManifest = {
    digest,
    asOf,
    tables: written,
    source,
    built_at: new Date(now()).toISOString(),
  };
  const manifestFile = join(temporary, MANIFEST_FILE);
  await writeFile(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
  await syncPath(manifestFile);
  await syncPath(temporary);
  await failpoint("publish");
  await moveInto(temporary, dir, digest);
  await writeAtomically(dir, CURRENT_FILE, `${digest}\n`);
  await removeOldSnapshots(dir, { keep: SNAPSHOTS_KEPT });
  return { snapshot: await readSnapshot(dir, digest), isNew: true };
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

function sourceDigest(
  asOf: string,
  tables: readonly PublishedTable[],
  digests: readonly TableDigest[],
): string {
  const content = [
    asOf,
    tables.map(({ name, columns }) => [name, columns]),
    digests.map(({ row_count, hash }) => [String(row_count), hash]),
  ];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

/** Null before the first snapshot. */
async function manifestBefore(dir: string): Promise<SnapshotManifest | null> {
  const current = await readCurrentSnapshot(dir);
  return current === null ? null : readSnapshotManifest(dir, current.digest);
}

/** Null where a snapshot does not read: it is written anew then. */
async function ifReadable<T>(read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SnapshotUnreadableError) return null;
    throw error;
  }
}

/**
 * Most tables are as they were: a copy of their file is many times faster than to sort and compress
 * the rows again. Gives its SHA-256, or null where it must be written.
 */
async function keepFile(
  dir: string,
  temporary: string,
  {
    before,
    table,
    rows_digest,
  }: { before: SnapshotManifest | null; table: PublishedTable; rows_digest: string },
): Promise<string | null> {
  const known = before?.tables.find(({ name }) => name === table.name);
  if (before === null || known === undefined || known.rows_digest !== rows_digest) return null;
  if (!isDeepStrictEqual(known.columns, table.columns)) return null;
  const file = tableFile(temporary, table.name);
  try {
    await copyFile(tableFile(join(dir, before.digest), table.name), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  if ((await fileHash(file)) !== known.sha256) return null;
  await syncPath(file);
  return known.sha256;
}

/** A folder of that digest may be there from before; it gives way only if it does not read. */
async function moveInto(temporary: string, dir: string, digest: string): Promise<void> {
  const target = join(dir, digest);
  try {
    await verifySnapshot(await readSnapshot(dir, digest));
    await rm(temporary, { recursive: true });
    return;
  } catch (error) {
    if (!(error instanceof SnapshotUnreadableError)) throw error;
  }
  await rm(target, { recursive: true, force: true });
  await rename(temporary, target);
  await syncPath(dir);
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
  for (const { name } of old) await rm(join(dir, name), { recursive: true });
}
