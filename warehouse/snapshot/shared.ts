import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";

import { removeStrayFiles, syncPath, temporaryPath } from "../atomic-write.ts";
import type { ObjectStore, StoredObject } from "../objects/index.ts";
import { SnapshotUnreadableError } from "./errors.ts";
import { MANIFEST_FILE, snapshotDigest, type SnapshotManifest } from "./manifest.ts";
import { ifReadable, makeCurrent, moveInto, removeOldSnapshots, type Current } from "./publish.ts";
import { CURRENT_FILE, readCurrentSnapshot, tableFile, type Snapshot } from "./read.ts";

/**
 * In object storage each table's file is kept under its hash, once for all snapshots that hold it, and
 * a manifest under its snapshot's digest. One object names what is current; it alone is ever changed.
 */
const POINTER = `snapshots/${CURRENT_FILE}`;
const MANIFESTS = "snapshots/manifests/";
const TABLES = "snapshots/tables/";
const manifestOf = (digest: string) => `${MANIFESTS}${digest}.json`;
const fileOf = (sha256: string) => `${TABLES}${sha256}.parquet`;

/** Whoever still reads what gave way has this long for it. */
const KEPT_MS = 60 * 60_000;

/** In a folder: the current one, the one before, and one to look back at. */
const SNAPSHOTS_KEPT = 3;

/**
 * Makes this snapshot the current one of all machines: its files first, then one conditional write of
 * the object that names it. False where one as of a later moment is current: then an attempt that was
 * overtaken has published this one.
 */
export async function shareSnapshot(
  objects: ObjectStore,
  snapshot: Snapshot,
  now: () => number = Date.now,
): Promise<boolean> {
  const { digest, asOf } = snapshot;
  let there = await objects.get(POINTER);
  if (there === null || currentIn(there).digest !== digest)
    await putFiles(objects, snapshot, there);
  const named = Buffer.from(`${digest}\n${asOf}\n`);
  for (;;) {
    if (there !== null && isLater(currentIn(there), asOf)) return false;
    const condition = there === null ? ({ isAbsent: true } as const) : { tag: there.tag };
    if (await objects.put(POINTER, named, condition)) break;
    there = await objects.get(POINTER);
  }
  await removeOld(objects, snapshot, now());
  return true;
}

/** Those of the current snapshot are there and stay as long as it is; others may be about to go. */
async function putFiles(
  objects: ObjectStore,
  { digest, path, tables }: Snapshot,
  current: StoredObject | null,
): Promise<void> {
  const known =
    current === null ? new Set<string>() : await filesOf(objects, currentIn(current).digest);
  for (const { name, sha256 } of tables)
    if (!known.has(sha256))
      await objects.put(fileOf(sha256), await readFile(tableFile(path, name)));
  await objects.put(manifestOf(digest), await readFile(join(path, MANIFEST_FILE)));
}

/**
 * Brings what is current on all machines into this folder and makes it current here, whole or not at
 * all. A file that is here already is not read again. False where nothing is published, or nothing new.
 */
export async function takeShared(objects: ObjectStore, dir: string): Promise<boolean> {
  const stored = await objects.get(POINTER);
  if (stored === null) return false;
  const current = currentIn(stored);
  const here = await ifReadable(() => readCurrentSnapshot(dir));
  if (here?.digest === current.digest) {
    if (here.asOf === current.asOf) return false;
    await makeCurrent(dir, current);
    return true;
  }
  await mkdir(dir, { recursive: true });
  await removeStrayFiles(dir);
  const temporary = temporaryPath(dir);
  await mkdir(temporary);
  try {
    await fetchInto(temporary, objects, current.digest, here);
  } catch (error) {
    await rm(temporary, { recursive: true });
    throw error;
  }
  await moveInto(temporary, dir, current);
  await makeCurrent(dir, current);
  await removeOldSnapshots(dir, { keep: SNAPSHOTS_KEPT });
  return true;
}

async function fetchInto(
  folder: string,
  objects: ObjectStore,
  digest: string,
  here: Snapshot | null,
): Promise<void> {
  const { bytes, manifest } = await manifestIn(objects, digest);
  const files = new Map(here?.tables.map(({ name, sha256 }) => [sha256, name]));
  for (const { name, sha256 } of manifest.tables) {
    const file = tableFile(folder, name);
    const same = files.get(sha256);
    const isLinked =
      here !== null && same !== undefined && (await linked(tableFile(here.path, same), file));
    if (!isLinked) await writeSynced(file, await fileIn(objects, digest, { name, sha256 }));
  }
  await writeSynced(join(folder, MANIFEST_FILE), bytes);
  await syncPath(folder);
}

async function linked(from: string, to: string): Promise<boolean> {
  return await link(from, to).then(
    () => true,
    () => false,
  );
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes);
  await syncPath(path);
}

async function fileIn(
  objects: ObjectStore,
  digest: string,
  { name, sha256 }: { readonly name: string; readonly sha256: string },
): Promise<Uint8Array> {
  const found = await objects.get(fileOf(sha256));
  if (found === null) throw new SnapshotUnreadableError(digest, `${name}.parquet is not there`);
  if (createHash("sha256").update(found.bytes).digest("hex") === sha256) return found.bytes;
  throw new SnapshotUnreadableError(digest, `${name}.parquet is not the file its name tells`);
}

async function manifestIn(objects: ObjectStore, digest: string) {
  const bytes = (await objects.get(manifestOf(digest)))?.bytes;
  if (bytes === undefined) throw new SnapshotUnreadableError(digest, "its manifest is not there");
  const manifest = JSON.parse(Buffer.from(bytes).toString()) as SnapshotManifest;
  if (snapshotDigest(manifest.tables, manifest.asOf) === digest) return { bytes, manifest };
  throw new SnapshotUnreadableError(digest, "its manifest tells another digest");
}

/** None of a manifest that is gone or damaged: then its files are written again. */
async function filesOf(objects: ObjectStore, digest: string): Promise<ReadonlySet<string>> {
  const found = await ifReadable(async () => await manifestIn(objects, digest));
  return new Set(found?.manifest.tables.map(({ sha256 }) => sha256));
}

function currentIn({ bytes }: StoredObject): Current {
  const [digest = "", asOf = ""] = Buffer.from(bytes).toString().trimEnd().split("\n");
  if (/^[0-9a-f]{64}$/.test(digest) && asOf !== "") return { digest, asOf };
  throw new SnapshotUnreadableError(POINTER, "it names no digest");
}

function isLater({ asOf }: Current, than: string): boolean {
  return Date.parse(asOf) > Date.parse(than);
}

/** Of what was written or written again lately somebody may be about to read, or to name it. */
async function removeOld(
  objects: ObjectStore,
  { digest, tables }: Snapshot,
  now_ms: number,
): Promise<void> {
  const used = new Set([manifestOf(digest), ...tables.map(({ sha256 }) => fileOf(sha256))]);
  for (const { name, writtenAt } of [
    ...(await objects.list(MANIFESTS)),
    ...(await objects.list(TABLES)),
  ])
    if (!used.has(name) && now_ms - writtenAt.getTime() > KEPT_MS) await objects.remove(name);
}
