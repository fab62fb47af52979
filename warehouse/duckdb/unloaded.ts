import { sql, type Kysely } from "kysely";

import type { Stream } from "../../sources/source.ts";
import { readManifest, type Landing, type LandingFile } from "../landing/index.ts";
import { LandingChangedError } from "./errors.ts";
import type { NewFile } from "./new-file.ts";

export interface Unloaded {
  /** Files to be loaded, in the order of landing; each is verified before the first is loaded. */
  readonly files: readonly NewFile[];
  /** Streams that are to be forgotten first: all their files are among `files`. */
  readonly outdated: readonly Stream[];
}

/** What a load has to do. Changes nothing. */
export async function readUnloaded(
  { db, streams }: { readonly db: Kysely<any>; readonly streams: readonly Stream[] },
  landing: Landing,
): Promise<Unloaded> {
  const landed = await landing.files();
  const declaredBefore = await readDeclared(db);
  const files: NewFile[] = [];
  const outdated: Stream[] = [];
  for (const stream of streams) {
    const ofStream = landed.filter((file) => file.stream === stream.name);
    const known = await loadedFiles(db, stream.name, ofStream);
    // What is loaded has to be what a rebuild would load first. It is not where two feeds landed at
    // once and the file that comes earlier was seen later, or where keys or order have changed.
    const isPrefix = ofStream.slice(0, known.size).every(({ name }) => known.has(name));
    const isAsDeclared = declaredBefore.get(stream.name) === declaredOf(stream);
    if (!isPrefix || !isAsDeclared) outdated.push(stream);
    const skipped = isPrefix && isAsDeclared ? known.size : 0;
    for (const [index, file] of ofStream.entries()) {
      if (index < skipped) continue;
      const { manifest, line, contentBytes } = await readManifest(file);
      const place = index + 1;
      const after = manifest.after ?? file.number - 1;
      const isSweep = manifest.kind === "sweep";
      const placeBefore = isSweep ? ofStream.filter(({ number }) => number <= after).length : index;
      files.push({ file, stream, place, placeBefore, manifest, manifestLine: line, contentBytes });
    }
  }
  return { files, outdated };
}

/** What of a stream's declaration is in its rows. */
export function declaredOf({ primaryKey, changedAt = [] }: Stream): string {
  return JSON.stringify({ primaryKey, changedAt });
}

async function loadedFiles(
  db: Kysely<any>,
  stream: string,
  files: readonly LandingFile[],
): Promise<ReadonlySet<string>> {
  const loaded = await sql<{ landing_file: string }>`
    select landing_file from landing_files where stream = ${stream} order by number, landing_file
  `.execute(db);
  const known = new Set(loaded.rows.map((row) => row.landing_file));
  const present = new Set(files.map(({ name }) => name));
  const gone = [...known].filter((name) => !present.has(name));
  if (gone.length > 0) throw new LandingChangedError(gone);
  return known;
}

/** A warehouse of an older version has no such table. */
async function readDeclared(db: Kysely<any>): Promise<ReadonlyMap<string, string>> {
  const found = await sql`
    select 1 from duckdb_tables() where table_name = 'loaded_streams'
  `.execute(db);
  if (found.rows.length === 0) return new Map();
  const rows = await db.selectFrom("loaded_streams").selectAll().execute();
  return new Map(rows.map(({ stream, declared }) => [stream, declared]));
}
