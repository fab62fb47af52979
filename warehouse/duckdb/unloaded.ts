import { sql, type Kysely } from "kysely";

import type { Stream } from "../../sources/source.ts";
import { beyond, countUpTo, listedWhole, skippedIn } from "../landing/beyond.ts";
import { type Landing, readManifest } from "../landing/index.ts";
import { LandingChangedError } from "./errors.ts";
import { type LoadedFolder, readLoadedFolders } from "./loaded-folders.ts";
import type { NewFile } from "./new-file.ts";

export interface Unloaded {
  /** Files to be loaded, in the order of landing; each is verified before the first is loaded. */
  readonly files: readonly NewFile[];
  /** Streams that are to be forgotten first: all their files are among `files`. */
  readonly outdated: readonly Stream[];
  /** Folders of which all is loaded once `files` are, and that need not be listed then. */
  readonly whole: readonly LoadedFolder[];
}

/** What a load has to do. Changes nothing, and lists no folder that is as it was when it was loaded. */
export async function readUnloaded(
  { db, streams }: { readonly db: Kysely<any>; readonly streams: readonly Stream[] },
  landing: Pick<Landing, "folders">,
): Promise<Unloaded> {
  const landed = await landing.folders();
  const { declared, folders: loaded } = await readBefore(db);
  const files: NewFile[] = [];
  const outdated: Stream[] = [];
  const whole: LoadedFolder[] = [];
  for (const stream of streams) {
    const folders = landed.get(stream.name) ?? [];
    const isAsDeclared = declared.get(stream.name) === declaredOf(stream);
    const found = await beyond(folders, {
      whole: isAsDeclared ? (loaded.get(stream.name) ?? []) : [],
      namesFrom: (number) => loadedFrom(db, stream.name, number),
    });
    if (found.gone.length > 0) throw new LandingChangedError(found.gone);
    // What is loaded has to be what a rebuild would load first. It is not where two feeds landed at
    // once and the file that comes earlier was seen later, or where keys or order have changed.
    const isAnew = !found.isPrefix || !isAsDeclared;
    if (isAnew) outdated.push(stream);
    const isCut = isAnew && found.skipped.length > 0;
    const { skipped, listed } = isCut ? await listedWhole(folders) : found;
    whole.push(...found.whole.map((folder) => ({ stream: stream.name, ...folder })));
    const skippedCount = skippedIn(skipped);
    for (const [index, file] of listed.entries()) {
      if (!isAnew && index < found.takenCount) continue;
      const { manifest, line, contentBytes } = await readManifest(file);
      const place = skippedCount + index + 1;
      const isSweep = manifest.kind === "sweep";
      const after = manifest.after ?? file.number - 1;
      const placeBefore = isSweep ? await countUpTo(after, { skipped, listed }) : place - 1;
      files.push({ file, stream, place, placeBefore, manifest, manifestLine: line, contentBytes });
    }
  }
  return { files, outdated, whole };
}

/** What of a stream's declaration is in its rows. */
export function declaredOf({ primaryKey, changedAt = [] }: Stream): string {
  return JSON.stringify({ primaryKey, changedAt });
}

async function loadedFrom(
  db: Kysely<any>,
  stream: string,
  number: number,
): Promise<ReadonlySet<string>> {
  const loaded = await sql<{ landing_file: string }>`
    select landing_file from landing_files where stream = ${stream} and number >= ${number}
    order by number, landing_file
  `.execute(db);
  return new Set(loaded.rows.map((row) => row.landing_file));
}

/** A warehouse of an older version lacks these tables. */
async function readBefore(db: Kysely<any>) {
  const found = await sql<{ name: string }>`
    select table_name as name from duckdb_tables()
    where table_name in ('loaded_streams', 'loaded_folders')
  `.execute(db);
  const present = new Set(found.rows.map(({ name }) => name));
  const streams = present.has("loaded_streams")
    ? await db.selectFrom("loaded_streams").select(["stream", "declared"]).execute()
    : [];
  return {
    declared: new Map<string, string>(streams.map(({ stream, declared }) => [stream, declared])),
    folders: present.has("loaded_folders")
      ? await readLoadedFolders(db)
      : new Map<string, readonly LoadedFolder[]>(),
  };
}
