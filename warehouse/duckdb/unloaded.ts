import { sql, type Kysely } from "kysely";

import type { Stream } from "../../sources/source.ts";
import {
  type Folder,
  type Landing,
  type LandingFile,
  markOf,
  readManifest,
} from "../landing/index.ts";
import { folderOf, NUMBERS_PER_FOLDER } from "../landing/names.ts";
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
  const { declared: declaredBefore, folders: loadedBefore } = await readBefore(db);
  const files: NewFile[] = [];
  const outdated: Stream[] = [];
  const whole: LoadedFolder[] = [];
  for (const stream of streams) {
    const folders = landed.get(stream.name) ?? [];
    const isAsDeclared = declaredBefore.get(stream.name) === declaredOf(stream);
    const found = await withoutLoaded(db, folders, {
      stream: stream.name,
      loaded: isAsDeclared ? (loadedBefore.get(stream.name) ?? []) : [],
    });
    const isAnew = !found.isPrefix || !isAsDeclared;
    if (isAnew) outdated.push(stream);
    const { skipped, listed } = isAnew && found.skipped.length > 0 ? await allOf(folders) : found;
    const first = isAnew ? 0 : found.loadedCount;
    whole.push(...found.whole);
    const skippedCount = sumOf(skipped);
    for (const [index, file] of listed.entries()) {
      if (index < first) continue;
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

/** The files of a stream: of the first folders only how many, of the others all. */
interface Listed {
  readonly skipped: readonly (Folder & Pick<LoadedFolder, "file_count">)[];
  readonly listed: readonly LandingFile[];
}

interface Found extends Listed {
  /** Of the files that are listed, how many are loaded. */
  readonly loadedCount: number;
  /**
   * What is loaded has to be what a rebuild would load first. It is not where two feeds landed at
   * once and the file that comes earlier was seen later, or where keys or order have changed.
   */
  readonly isPrefix: boolean;
  readonly whole: readonly LoadedFolder[];
}

async function withoutLoaded(
  db: Kysely<any>,
  folders: readonly Folder[],
  { stream, loaded }: { readonly stream: string; readonly loaded: readonly LoadedFolder[] },
): Promise<Found> {
  // In their order, and none missing: a folder that is gone ends it, and is then missed below.
  const differs = folders.findIndex(({ folder, mark }, index) => {
    const before = loaded[index];
    return mark === null || before?.folder !== folder || before.mark !== mark;
  });
  const skippedCount = differs < 0 ? folders.length : differs;
  const skipped = folders
    .slice(0, skippedCount)
    .map((folder, index) => ({ ...folder, file_count: loaded[index]?.file_count ?? 0n }));
  const last = skipped.at(-1)?.folder;
  const since = last === undefined ? 0 : (Number(last) + 1) * NUMBERS_PER_FOLDER;
  const listed: LandingFile[] = [];
  const whole: LoadedFolder[] = [];
  for (const { folder, mark, files } of folders.slice(skippedCount)) {
    const inFolder = await files();
    listed.push(...inFolder);
    // It may have got a late file since it was looked at.
    if (mark !== null && mark === markOf(inFolder))
      whole.push({ stream, folder, mark, file_count: BigInt(inFolder.length) });
  }
  const known = await loadedFiles(db, { stream, since }, listed);
  const isPrefix = listed.slice(0, known.size).every(({ name }) => known.has(name));
  return { skipped, listed, loadedCount: known.size, isPrefix, whole };
}

async function allOf(folders: readonly Folder[]): Promise<Listed> {
  const listed: LandingFile[] = [];
  for (const { files } of folders) listed.push(...(await files()));
  return { skipped: [], listed };
}

/** How many files have a number up to this one. */
async function countUpTo(number: number, { skipped, listed }: Listed): Promise<number> {
  const own = folderOf(number);
  const before = skipped.filter(({ folder }) => folder < own);
  const inOwn = await skipped.find(({ folder }) => folder === own)?.files();
  const isUpTo = (file: LandingFile) => file.number <= number;
  return sumOf(before) + (inOwn ?? []).filter(isUpTo).length + listed.filter(isUpTo).length;
}

function sumOf(folders: Listed["skipped"]): number {
  return folders.reduce((sum, { file_count }) => sum + Number(file_count), 0);
}

/** Those from number `since` on. Throws where one is gone. */
async function loadedFiles(
  db: Kysely<any>,
  { stream, since }: { readonly stream: string; readonly since: number },
  files: readonly LandingFile[],
): Promise<ReadonlySet<string>> {
  const loaded = await sql<{ landing_file: string }>`
    select landing_file from landing_files where stream = ${stream} and number >= ${since}
    order by number, landing_file
  `.execute(db);
  const known = new Set(loaded.rows.map((row) => row.landing_file));
  const present = new Set(files.map(({ name }) => name));
  const gone = [...known].filter((name) => !present.has(name));
  if (gone.length > 0) throw new LandingChangedError(gone);
  return known;
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
