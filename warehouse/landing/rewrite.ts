import { rm } from "node:fs/promises";
import { join } from "node:path";

import { parseExactly } from "../../sources/exact-json.ts";
import type { Json } from "../../sources/source.ts";
import { writeAtomically } from "../atomic-write.ts";
import { fileName, locationOf, readLines, type LandingFile } from "./file.ts";
import { jsonLine } from "./json-line.ts";
import { packed } from "./zstd.ts";

export interface Rewritten {
  readonly feed: string;
  readonly fileCount: number;
  readonly recordCount: number;
}

/**
 * Writes files anew in which `change` changes a record, whether it landed or was refused. A file that
 * stays as it is is not touched, so that a second call changes nothing; one that is cut short is
 * made up for by the next. The warehouse has to be built again afterwards.
 */
export async function rewriteFiles(
  files: readonly LandingFile[],
  change: (record: string) => string,
): Promise<readonly Rewritten[]> {
  const counts = new Map<string, { fileCount: number; recordCount: number }>();
  for (const file of files) {
    const { manifest, lines } = await readLines(file);
    if (manifest.kind === "sweep") continue;
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
    if (differing === 0 && isRefusedSame) continue;
    await replace(file, [head, ...changed]);
    const count = counts.get(file.feed) ?? { fileCount: 0, recordCount: 0 };
    const recordCount = count.recordCount + differing + (isRefusedSame ? 0 : 1);
    counts.set(file.feed, { fileCount: count.fileCount + 1, recordCount });
  }
  return [...counts].map(([feed, count]) => ({ feed, ...count }));
}

/** The new file is there before the old one goes: between the two, records come twice and none is lost. */
async function replace(file: LandingFile, lines: readonly string[]): Promise<void> {
  const bytes = await packed(lines.map((line) => `${line}\n`).join(""));
  const { feedDir, folder } = locationOf(file);
  const name = join(folder, fileName(file.number, bytes));
  await writeAtomically(feedDir, name, bytes);
  if (join(feedDir, name) !== file.path) await rm(file.path);
}
