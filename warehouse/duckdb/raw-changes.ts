import { sql, type Kysely } from "kysely";

import { keyHashes } from "./key-hashes.ts";
import { identifier } from "./literal.ts";
import { rawTable, rawViewQueries } from "./raw-tables.ts";

/** The newest version that a stream has; 0 of none. */
export async function newestVersion(db: Kysely<any>, stream: string): Promise<bigint> {
  const found = await sql<{ newest: bigint }>`
    select coalesce(max(version), 0) as newest from ${sql.raw(rawTable(stream))}
  `.execute(db);
  return found.rows[0]?.newest ?? 0n;
}

/**
 * Makes a temporary table of all versions of those records that have one after `since`, old ones
 * too, and returns its name. Found as a load finds them: by hashes of keys, then by versions.
 */
export async function changedRecords(
  db: Kysely<any>,
  stream: string,
  since: bigint,
): Promise<string> {
  const [raw, name] = [sql.raw(rawTable(stream)), `changed_${stream}`];
  const [table, keys, old] = [sql.table(name), sql.table(`${name}_keys`), sql.table(`${name}_old`)];
  await sql`
    create temporary table ${keys} as select distinct key from ${raw} where version > ${since}
  `.execute(db);
  await sql`
    create temporary table ${old} as
    select distinct version from ${sql.raw(keyHashes(stream))}
    where version <= ${since} and key_hash in (select hash(key) from ${keys})
  `.execute(db);
  await sql`
    create temporary table ${table} as
    select * from ${raw} where version > ${since}
    union all
    select * from ${raw}
    where version between (select min(version) from ${old}) and (select max(version) from ${old})
      and version in (from ${old}) and key in (from ${keys})
  `.execute(db);
  return name;
}

/** From here on the connection sees of a stream the records of that table alone. */
export async function shadowRawViews(
  db: Kysely<any>,
  stream: string,
  records: string,
): Promise<void> {
  for (const [view, query] of Object.entries(rawViewQueries(stream, identifier(records))))
    await sql`create temporary table ${sql.table(view)} as ${sql.raw(query)}`.execute(db);
}
