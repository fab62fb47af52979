import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";

import { literal } from "../duckdb/literal.ts";
import { SnapshotUnreadableError } from "./errors.ts";
import { readSnapshotManifest, type SnapshotTable } from "./manifest.ts";

/** Names the digest and, on a line of its own, as of when: one rename changes both. */
export const CURRENT_FILE = "current";

export interface Snapshot {
  /** Of this snapshot's own folder. */
  readonly path: string;
  readonly digest: string;
  readonly asOf: string;
  readonly tables: readonly SnapshotTable[];
}

/** What is published now, by its manifest alone; null before anything is. */
export async function readCurrentSnapshot(dir: string): Promise<Snapshot | null> {
  const text = await readCurrent(dir);
  if (text === null) return null;
  const [digest = "", asOf] = text.trimEnd().split("\n");
  if (!/^[0-9a-f]{64}$/.test(digest))
    throw new SnapshotUnreadableError(CURRENT_FILE, "it names no digest");
  return readSnapshot(dir, { digest, asOf });
}

/** The same, proved: each file is the one that was written, and DuckDB reads all its rows. */
export async function openSnapshot(dir: string): Promise<Snapshot | null> {
  const snapshot = await readCurrentSnapshot(dir);
  if (snapshot !== null) await verifySnapshot(snapshot);
  return snapshot;
}

/** Without an as-of given, it is the one that an earlier version wrote into the manifest. */
export async function readSnapshot(
  dir: string,
  { digest, asOf }: { readonly digest: string; readonly asOf?: string | undefined },
): Promise<Snapshot> {
  const manifest = await readSnapshotManifest(dir, digest);
  const known = asOf ?? manifest.asOf;
  if (known === undefined)
    throw new SnapshotUnreadableError(CURRENT_FILE, "it does not say as of when");
  return { path: join(dir, digest), digest, asOf: known, tables: manifest.tables };
}

export async function verifySnapshot(snapshot: Snapshot): Promise<void> {
  for (const { name, sha256 } of snapshot.tables) {
    const found = await fileHash(tableFile(snapshot.path, name)).catch((cause: unknown) => {
      throw new SnapshotUnreadableError(snapshot.digest, `${name}.parquet does not read`, {
        cause,
      });
    });
    if (found === sha256) continue;
    throw new SnapshotUnreadableError(
      snapshot.digest,
      `${name}.parquet has SHA-256 ${found}, its manifest says ${sha256}`,
    );
  }
  await countRows(snapshot);
}

export function tableFile(path: string, table: string): string {
  return join(path, `${table}.parquet`);
}

export async function fileHash(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

async function countRows({ path, digest, tables }: Snapshot): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    for (const { name, rows } of tables) {
      const file = literal(tableFile(path, name));
      const counted = await connection
        .runAndReadAll(`select count(*)::INTEGER from read_parquet(${file})`)
        .catch((cause: unknown) => {
          throw new SnapshotUnreadableError(digest, `${name}.parquet does not open`, { cause });
        });
      const found = counted.getRows()[0]?.[0];
      if (found === rows) continue;
      const message = `${name}.parquet holds ${String(found)} rows, its manifest says ${rows}`;
      throw new SnapshotUnreadableError(digest, message);
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function readCurrent(dir: string): Promise<string | null> {
  try {
    return await readFile(join(dir, CURRENT_FILE), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
