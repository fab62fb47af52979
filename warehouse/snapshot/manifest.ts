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
  readonly asOf: string;
  readonly tables: readonly SnapshotTable[];
  /** Of the tables it was written from: where it is the same, there is nothing to write. */
  readonly source: string;
  readonly built_at: string;
}

/** Covers as-of and the tables by name, columns and file; not when it was built. */
export function snapshotDigest(asOf: string, tables: readonly SnapshotTable[]): string {
  const content = tables.map(({ name, sha256, columns }) => [name, sha256, columns]);
  return createHash("sha256")
    .update(JSON.stringify([asOf, content]))
    .digest("hex");
}

export async function readSnapshotManifest(dir: string, digest: string): Promise<SnapshotManifest> {
  let manifest: SnapshotManifest;
  try {
    manifest = JSON.parse(await readFile(join(dir, digest, MANIFEST_FILE), "utf8"));
  } catch (cause) {
    throw new SnapshotUnreadableError(digest, `its ${MANIFEST_FILE} does not read`, { cause });
  }
  if (snapshotDigest(manifest.asOf, manifest.tables) === digest) return manifest;
  throw new SnapshotUnreadableError(digest, `its ${MANIFEST_FILE} tells another digest`);
}
