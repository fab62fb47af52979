import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { SnapshotUnreadableError } from "./errors.ts";

export const MANIFEST_FILE = "manifest.json";

export interface SnapshotTable {
  readonly name: string;
  readonly rows: number;
  /** Of the table's Parquet file. */
  readonly sha256: string;
  /** Of its rows in any order: a file is written anew where this is another. */
  readonly rows_digest: string;
  /** As the model declares them. */
  readonly columns: Readonly<Record<string, string>>;
}

export interface SnapshotManifest {
  readonly digest: string;
  readonly tables: readonly SnapshotTable[];
  readonly built_at: string;
  /** Of an earlier version's alone: its digest covers as-of, too. */
  readonly asOf?: string;
}

/** Of the tables by name, columns and file; not of when they were built, nor as of when. */
export function snapshotDigest(tables: readonly SnapshotTable[], earlierAsOf?: string): string {
  const content = tables.map(({ name, sha256, columns }) => [name, sha256, columns]);
  return createHash("sha256")
    .update(JSON.stringify(earlierAsOf === undefined ? content : [earlierAsOf, content]))
    .digest("hex");
}

export async function readSnapshotManifest(dir: string, digest: string): Promise<SnapshotManifest> {
  let manifest: SnapshotManifest;
  try {
    manifest = JSON.parse(await readFile(join(dir, digest, MANIFEST_FILE), "utf8"));
  } catch (cause) {
    throw new SnapshotUnreadableError(digest, `its ${MANIFEST_FILE} does not read`, { cause });
  }
  if (snapshotDigest(manifest.tables, manifest.asOf) === digest) return manifest;
  throw new SnapshotUnreadableError(digest, `its ${MANIFEST_FILE} tells another digest`);
}
