import { sql, type Kysely } from "kysely";

import type { Stream } from "../../sources/source.ts";
import { identifier, literal } from "./literal.ts";
import { keyOf, keyPaths } from "./key.ts";
import type { NewFile } from "./new-file.ts";
import { orderedAt } from "./order.ts";
import { rawTable } from "./raw-tables.ts";
import { LineOrderNeeded, firstVersion, settle } from "./versions.ts";

/** Serialisers of other systems write these, and DuckDB takes them for JSON. */
const NOT_JSON = ["NaN", "Infinity"];

/**
 * Loads pages of one stream that follow each other, all at once: DuckDB reads a compressed file
 * with one thread, so only several files keep all processors busy. `paths` say where each file is.
 * Throws `LineOrderNeeded` where that is not enough to tell what a file holds.
 */
export async function loadFiles(
  db: Kysely<any>,
  stream: Stream,
  files: readonly NewFile[],
  paths: readonly string[],
): Promise<void> {
  const since = firstVersion(files[0]?.place ?? 0);
  await sql.raw(insertRecords(stream, files, paths)).execute(db);
  const counted = await sql<{ landing_file: string; row_count: bigint }>`
    select landing_file, count(*) as row_count from ${sql.raw(rawTable(stream.name))}
    where version >= ${since} group by landing_file
  `.execute(db);
  const counts = new Map(counted.rows.map((row) => [row.landing_file, row.row_count]));
  for (const { file, manifest } of files) {
    if ((counts.get(file.name) ?? 0n) === BigInt(manifest.record_count)) continue;
    throw new LineOrderNeeded(`${file.name} holds records that cannot be placed.`);
  }
  await settle(db, { stream, since, fileCount: files.length });
}

/** The hash tells versions of one record apart; it guards nothing, and SHA-256 costs 4 times md5. */
function insertRecords(
  stream: Stream,
  files: readonly NewFile[],
  paths: readonly string[],
): string {
  const perFile = (values: readonly unknown[]) => `(${literal(values)})[file_index::BIGINT + 1]`;
  const observedAt = perFile(files.map(({ manifest }) => new Date(manifest.until)));
  const isManifest =
    `starts_with(line, '{"vklad_landing":1,') and line in (` +
    `${files.map(({ manifestLine }) => literal(manifestLine)).join(", ")})`;
  const keyed = keyPaths(files[0]?.manifest.primary_key ?? []);
  const dated = stream.changedAt ?? [];
  // All at once: each path taken by itself would parse the whole record again.
  const taken = [...keyed, ...dated].map((_, index) => `taken[${index + 1}]`);
  const isStrict = NOT_JSON.map((word) => `not contains(line, ${literal(word)})`).join(" and ");
  return `
    insert into ${rawTable(stream.name)}
    select * from (
      select
        ${keyOf(taken.slice(0, keyed.length))} as key,
        line as payload,
        md5(line) as content_hash,
        ${observedAt} as observed_at,
        ${perFile(files.map(({ file }) => file.name))} as landing_file,
        ${perFile(files.map(({ place }) => BigInt(firstVersion(place))))} as version,
        false as is_deleted,
        ${orderedAt(taken.slice(keyed.length), observedAt)} as ordered_at
      from (
        select json, json::VARCHAR as line, file_index,
          json_extract(json, ${literal([...keyed, ...dated])}) as taken
        from read_json_objects(${literal(paths)}, format = 'newline_delimited')
      )
      where not (${isManifest}) and ${isStrict}
    )
    where ${identifier("key")} is not null`;
}
