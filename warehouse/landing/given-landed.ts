import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { streamOf, type Json } from "../../sources/source.ts";
import { jsonLine } from "./json-line.ts";
import { fileName, folderOf } from "./names.ts";
import { landingFile, type LandingFile } from "./stored.ts";
import { packed } from "./zstd.ts";

export interface GivenPage {
  readonly feed: string;
  /** As if so many files had landed before it. */
  readonly number: number;
  readonly records: readonly Json[];
  /** Where an older version put it. */
  readonly isBeside?: boolean;
}

/** For tests: a page as the writer would have landed it under this number. */
export async function landPageAt(
  dir: string,
  { feed, number, records, isBeside = false }: GivenPage,
): Promise<LandingFile> {
  const stream = streamOf(feed);
  const head = {
    ...{ vklad_landing: 1, number, record_count: records.length, kind: "page", stream },
    ...(feed === stream ? {} : { feed }),
    ...{ cursor: number, until: "2026-10-05T09:00:00Z", done: true },
    ...{ primary_key: ["id"], quarantined: [] },
  };
  const bytes = await packed([head, ...records].map((line) => `${jsonLine(line)}\n`).join(""));
  const name = fileName(number, bytes);
  const below = isBeside ? name : `${folderOf(number)}/${name}`;
  await mkdir(join(dir, feed, isBeside ? "" : folderOf(number)), { recursive: true });
  await writeFile(join(dir, feed, below), bytes);
  return landingFile(dir, feed, below)!;
}
