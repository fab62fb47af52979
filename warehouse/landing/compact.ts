import { rm, rmdir } from "node:fs/promises";
import { join } from "node:path";

import { streamOf } from "../../sources/source.ts";
import { removeStrayFiles, syncPath } from "../atomic-write.ts";
import { noFailpoints, type FailpointHook } from "../failpoints.ts";
import { type Directory, isPacked, type Look, openDirectory, type Thousand } from "./directory.ts";
import { LandingCorruptError } from "./errors.ts";
import { lockLayout } from "./layout-lock.ts";
import { packIn, packName } from "./names.ts";
import { assertWhole } from "./pack.ts";
import { putPack } from "./put-pack.ts";
import { locationOf, readVerified, type LandingFile } from "./stored.ts";

export interface CompactOptions {
  /** Folders in this call; the rest is left for the next. */
  readonly foldersMax?: number;
  /** Counts, and changes nothing. */
  readonly dryRun?: boolean;
  readonly onFolder?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  readonly failpoint?: FailpointHook;
}

export interface Compacted {
  /** Loose files that went into a pack. */
  readonly fileCount: number;
  readonly packCount: number;
  /** Folders that another call finds. */
  readonly leftCount: number;
  /** Files that are not what was written: their folders stay as they are. */
  readonly damaged: readonly string[];
  /** True where another process packs or cleans, and nothing was done. */
  readonly isBusy: boolean;
}

/**
 * Puts the files of each folder that is full into one pack beside it. Their names, their bytes and what
 * is read of them stay. Killed at any instant nothing is lost and nothing is there twice to a reader,
 * and the next call goes on.
 */
export async function compactLanding(
  dir: string,
  options: CompactOptions = {},
): Promise<Compacted> {
  const { foldersMax = Infinity, dryRun = false, onFolder = () => undefined, signal } = options;
  const { failpoint = noFailpoints } = options;
  const nothing = { fileCount: 0, packCount: 0, leftCount: 0, damaged: [], isBusy: false };
  const directory = openDirectory(dir);
  const full = await fullFolders(directory);
  if (full.length === 0) return nothing;
  using lock = dryRun ? null : lockLayout(dir);
  if (!dryRun && lock === null) return { ...nothing, leftCount: full.length, isBusy: true };
  let [fileCount, packCount] = [0, 0];
  const damaged: string[] = [];
  for (const [index, { feed, folder }] of full.entries()) {
    if (packCount >= foldersMax) break;
    signal?.throwIfAborted();
    onFolder(index, full.length);
    try {
      const look = await directory.look(feed, folder);
      if (look === null) continue;
      if (!dryRun) await pack(look, { feedDir: join(dir, feed), folder, failpoint });
      packCount += 1;
      fileCount += look.loose.length;
    } catch (error) {
      if (!(error instanceof LandingCorruptError)) throw error;
      damaged.push(error.file);
    }
  }
  const leftCount = full.length - damaged.length - (dryRun ? 0 : packCount);
  return { fileCount, packCount, leftCount, damaged, isBusy: false };
}

/**
 * Those before the last of their stream: a new file takes a later number. One that a slow writer brings
 * after all lies beside the pack, counts, and is packed with it by the next call.
 */
async function fullFolders(directory: Directory): Promise<readonly Thousand[]> {
  const full: Thousand[] = [];
  for (const feeds of Map.groupBy(await directory.feeds(), streamOf).values()) {
    const ofFeeds = await Promise.all(feeds.map(directory.thousandsOf));
    const last =
      ofFeeds
        .flatMap((thousands) => [...thousands.keys()])
        .toSorted()
        .at(-1) ?? "";
    for (const thousand of ofFeeds.flatMap((thousands) => [...thousands.values()]))
      if (thousand.folder < last && !isPacked(thousand)) full.push(thousand);
  }
  return full;
}

interface Where {
  readonly feedDir: string;
  readonly folder: string;
  readonly failpoint: FailpointHook;
}

async function pack({ files, loose, packs }: Look, where: Where): Promise<void> {
  const { feedDir, folder, failpoint } = where;
  await removeStrayFiles(feedDir);
  if (files.length > 0) {
    const whole = await wholePack(files, packs, where);
    await failpoint("compact");
    // From here on all is in this one.
    for (const other of packs.filter((one) => one !== whole)) await rm(join(feedDir, other));
    for (const { path } of loose) {
      await rm(path, { force: true });
      await failpoint("compact");
    }
  }
  await removeEmpty(join(feedDir, folder));
  await syncPath(feedDir);
}

/** The pack of these files; one that a call before has left is proved again. */
async function wholePack(
  files: readonly LandingFile[],
  packs: readonly string[],
  { feedDir, folder, failpoint }: Where,
): Promise<string> {
  const expected = packName(
    folder,
    files.map((file) => locationOf(file).name),
  );
  if (packs.includes(expected) && (await isWhole(join(feedDir, expected), expected)))
    return expected;
  return putPack({ feedDir, folder }, contentsOf(files, failpoint), failpoint);
}

async function isWhole(path: string, name: string): Promise<boolean> {
  try {
    await assertWhole(path, packIn(name)?.hash, () => undefined);
    return true;
  } catch (error) {
    if (error instanceof LandingCorruptError) return false;
    throw error;
  }
}

async function* contentsOf(files: readonly LandingFile[], failpoint: FailpointHook) {
  for (const file of files) {
    await failpoint("compact");
    yield { name: locationOf(file).name, bytes: await readVerified(file) };
  }
}

/** A slow writer may have put a file into it: that stays, and a reader finds it. */
async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
  }
}
