import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { parseExactly } from "../../sources/exact-json.ts";
import type { Json } from "../../sources/source.ts";
import { syncPath, writeAtomically } from "../atomic-write.ts";
import { noFailpoints, type FailpointHook } from "../failpoints.ts";
import { readLines } from "./file.ts";
import { jsonLine } from "./json-line.ts";
import { fileName } from "./names.ts";
import { putPack } from "./put-pack.ts";
import { locationOf, readVerified, type LandingFile } from "./stored.ts";
import { packed } from "./zstd.ts";

export interface Rewritten {
  readonly feed: string;
  readonly fileCount: number;
  readonly recordCount: number;
}

type Change = (record: string) => string;

/**
 * Writes files anew in which `change` changes a record, whether it landed or was refused. A file that
 * stays as it is is not touched, so that a second call changes nothing; one that is cut short is
 * made up for by the next. The warehouse has to be built again afterwards. Nobody else may put files
 * elsewhere meanwhile: see `lockLayout`.
 */
export async function rewriteFiles(
  files: readonly LandingFile[],
  change: Change,
  failpoint: FailpointHook = noFailpoints,
): Promise<readonly Rewritten[]> {
  const counts = new Map<string, { fileCount: number; recordCount: number }>();
  for (const [pack, together] of Map.groupBy(files, (file) => file.pack?.path)) {
    const changing = new Set<string>();
    for (const file of together) {
      const rewritten = await rewrittenBy(file, change);
      if (rewritten === null) continue;
      if (pack === undefined) await replace(file, rewritten.bytes);
      else changing.add(file.name);
      const count = counts.get(file.feed) ?? { fileCount: 0, recordCount: 0 };
      const recordCount = count.recordCount + rewritten.recordCount;
      counts.set(file.feed, { fileCount: count.fileCount + 1, recordCount });
    }
    if (pack !== undefined && changing.size > 0)
      await replacePack(pack, contentsOf(together, changing, change), failpoint);
  }
  return [...counts].map(([feed, count]) => ({ feed, ...count }));
}

/** Null for a file that stays as it is. */
async function rewrittenBy(
  file: LandingFile,
  change: Change,
): Promise<{ readonly bytes: Uint8Array; readonly recordCount: number } | null> {
  const { manifest, lines } = await readLines(file);
  if (manifest.kind === "sweep") return null;
  const changed = lines.map(change);
  const quarantined = manifest.quarantined.map(({ reason, record }) => ({
    record: parseExactly(change(jsonLine(record))) as Json,
    reason,
  }));
  const mended = manifest.mended?.map((one) => ({
    ...one,
    record: parseExactly(change(jsonLine(one.record))) as Json,
  }));
  const changedHead = { ...manifest, quarantined, ...(mended === undefined ? {} : { mended }) };
  const head = jsonLine(changedHead);
  const differing = changed.filter((line, index) => line !== lines[index]).length;
  const isRefusedSame = head === jsonLine(manifest);
  if (differing === 0 && isRefusedSame) return null;
  const bytes = await packed([head, ...changed].map((line) => `${line}\n`).join(""));
  return { bytes, recordCount: differing + (isRefusedSame ? 0 : 1) };
}

/** The new file is there before the old one goes: between the two, records come twice and none is lost. */
async function replace(file: LandingFile, bytes: Uint8Array): Promise<void> {
  const { feedDir } = locationOf(file);
  const name = nameBeside(file, bytes);
  await writeAtomically(feedDir, name, bytes);
  if (join(feedDir, name) !== file.path) await rm(file.path);
}

/** The same of a pack; `files` are all that it holds and no other does. */
async function replacePack(
  path: string,
  files: AsyncIterable<{ readonly name: string; readonly bytes: Uint8Array }>,
  failpoint: FailpointHook,
): Promise<void> {
  const feedDir = dirname(path);
  const [folder = ""] = basename(path).split("-");
  const pack = await putPack({ feedDir, folder }, files, failpoint);
  await failpoint("compact");
  if (pack !== basename(path)) await rm(path);
  await syncPath(feedDir);
}

/** Each once: a call that was cut short may have left what it wrote beside what it did not get to. */
async function* contentsOf(
  files: readonly LandingFile[],
  changing: ReadonlySet<string>,
  change: Change,
) {
  const names = new Set<string>();
  for (const file of files) {
    const rewritten = changing.has(file.name) ? await rewrittenBy(file, change) : null;
    const bytes = rewritten?.bytes ?? (await readVerified(file));
    const name = nameBeside(file, bytes);
    if (!names.has(name)) yield { name, bytes };
    names.add(name);
  }
}

/** What a file of these bytes in the place of another is called, below the feed's folder. */
function nameBeside(file: LandingFile, bytes: Uint8Array): string {
  const folder = dirname(locationOf(file).name);
  const name = fileName(file.number, bytes);
  return folder === "." ? name : `${folder}/${name}`;
}
