import { sql, type Kysely } from "kysely";

import { rawTable } from "./tables.ts";

/** Versions of one key that one landing file may hold. */
const VERSIONS_PER_FILE_MAX = 2 ** 20;

/** The version of a record that stands alone in its file; later ones of its key there add to it. */
export function firstVersion(fileNumber: number): number {
  return fileNumber * VERSIONS_PER_FILE_MAX;
}

/** Thrown inside a load whose records have to be read again in the order of their lines. */
export class LineOrderNeeded extends Error {
  override readonly name = "LineOrderNeeded";
}

/**
 * Removes, from what a transaction has appended, the versions that change nothing. Appending first
 * and looking back afterwards touches keys and hashes only, never a payload.
 */
export async function removeUnchanged(
  db: Kysely<any>,
  stream: string,
  since: number,
): Promise<void> {
  const table = sql.raw(rawTable(stream));
  await sql`
    create or replace temporary table repeated_keys as
    select key from ${table}
    group by key having count(*) > 1 and max(version) >= ${since}
  `.execute(db);
  const repeated = await sql`select 1 from repeated_keys limit 1`.execute(db);
  if (repeated.rows.length === 0) return;
  const tied = await sql`
    select 1 from ${table} semi join repeated_keys using (key)
    where version >= ${since}
    group by key, version, landing_file having count(*) > 1 limit 1
  `.execute(db);
  if (tied.rows.length > 0) throw new LineOrderNeeded(`Keys repeat within a file of ${stream}.`);
  await sql`
    delete from ${table}
    where version >= ${since} and (key, version, landing_file) in (
      select (key, version, landing_file) from (
        select key, version, landing_file, content_hash,
          lag(content_hash) over (partition by key order by version, landing_file) as previous_hash
        from ${table} semi join repeated_keys using (key)
      )
      where version >= ${since} and content_hash = previous_hash
    )
  `.execute(db);
}
