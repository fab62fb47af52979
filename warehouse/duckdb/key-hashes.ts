import { sql, type Kysely, type RawBuilder } from "kysely";

import type { Stream } from "../../sources/source.ts";
import { identifier } from "./literal.ts";
import type { PresentTables } from "./present-tables.ts";
import { rawTable } from "./raw-tables.ts";

/**
 * Of each row of a raw table, its key's hash and its version, a run of them sorted by hash for each
 * transaction. DuckDB skips the parts of a column that cannot hold what is looked for, which it can
 * do with these hashes and with versions, and not with keys: so a load looks at what has its keys,
 * however long the table is. An index on the keys would do it, too, and make a load ten times longer.
 */
export function keyHashes(stream: string): string {
  return identifier(`raw_${stream}_keys`);
}

/** Makes the table of hashes where there is none, or none that says what the raw table holds. */
export async function createKeyHashes(
  db: Kysely<any>,
  streams: readonly Stream[],
  present: PresentTables,
): Promise<void> {
  for (const { name } of streams) {
    const table = sql.raw(keyHashes(name));
    const raw = sql.raw(rawTable(name));
    const comment = present.get(`raw_${name}_keys`)?.comment ?? null;
    // Another version of DuckDB may hash otherwise, and an older one of ours adds to the raw table alone.
    const found = await sql<{ hashed_by: string; is_whole: boolean }>`
      select hash('vklad')::VARCHAR as hashed_by,
        ${comment === null ? sql`false` : sql`(from ${raw} select count(*)) = (from ${table} select count(*))`}
          as is_whole
    `.execute(db);
    const { hashed_by, is_whole } = found.rows[0] ?? { hashed_by: "", is_whole: false };
    if (comment === hashed_by && is_whole) continue;
    await sql`
      create or replace table ${table} as
      select hash(key) as key_hash, version from ${raw} order by key_hash
    `.execute(db);
    // Counted anew as well: whoever added to the raw table alone did not count.
    await db
      .updateTable("loaded_streams")
      .set({ record_count: null })
      .where("stream", "=", name)
      .execute();
    await sql`comment on table ${table} is ${sql.lit(hashed_by)}`.execute(db);
  }
}

/** Of all rows that a transaction has appended and keeps, from version `since` on. */
export async function keepKeyHashes(db: Kysely<any>, stream: string, since: number): Promise<void> {
  await sql`
    insert into ${sql.raw(keyHashes(stream))}
    select hash(key) as key_hash, version from ${sql.raw(rawTable(stream))}
    where version >= ${since} order by key_hash
  `.execute(db);
}

export interface Appended {
  readonly stream: Stream;
  /** The first version that a transaction has appended. */
  readonly since: number;
}

/** What is there of the keys that came. */
export interface Held {
  /** Null where all keys that came are new. */
  readonly versions: { readonly first: bigint; readonly last: bigint } | null;
  /** Whether one of them came more than once. */
  readonly areRepeated: boolean;
  readonly cameCount: bigint;
}

/**
 * Looks for the keys of all rows from version `since` on. Replaces the temporary tables `came_keys`
 * and `held_keys`, of hashes: they are a fraction of the keys. Two keys may share one.
 */
export async function findHeld(
  db: Kysely<any>,
  { stream: { name }, since }: Appended,
): Promise<Held> {
  await sql`
    create or replace temporary table came_keys as
    select hash(key) as key_hash from ${sql.raw(rawTable(name))} where version >= ${since}
  `.execute(db);
  await sql`
    create or replace temporary table held_keys as
    select key_hash, version from ${sql.raw(keyHashes(name))}
    where version < ${since} and key_hash in (select key_hash from came_keys)
  `.execute(db);
  const found = await sql<{
    first: bigint | null;
    last: bigint | null;
    came_count: bigint;
    distinct_count: bigint;
  }>`
    from (select min(version) as first, max(version) as last from held_keys),
      (select count(*) as came_count, count(distinct key_hash) as distinct_count from came_keys)
  `.execute(db);
  const [row] = found.rows;
  if (row === undefined) throw new Error("DuckDB did not say what is there.");
  const { first, last, came_count, distinct_count } = row;
  const versions = first === null || last === null ? null : { first, last };
  return { versions, areRepeated: came_count > distinct_count, cameCount: came_count };
}

/** Those that `findHeld` found and those that came more than once. */
const REPEATED_KEYS = sql`hash(key) in (
  select key_hash from held_keys
  union all
  select key_hash from came_keys group by key_hash having count(*) > 1
)`;

/**
 * SQL for what there is of the keys that came again, after `findHeld`.
 * Replaces the temporary table `wanted_keys`, which also tells DuckDB how few there are: otherwise it
 * reads all that is there.
 */
export async function rowsOfRepeated(
  db: Kysely<any>,
  { stream, since }: Appended,
  { versions }: Held,
): Promise<RawBuilder<unknown>> {
  const table = sql.raw(rawTable(stream.name));
  await sql`
    create or replace temporary table wanted_keys as
    select distinct key from ${table} where version >= ${since} and ${REPEATED_KEYS}
  `.execute(db);
  const came = sql`
    select * from ${table} where version >= ${since} and key in (select key from wanted_keys)
  `;
  if (versions === null) return sql`(${came})`;
  const isHeld =
    versions.first === versions.last
      ? sql`version = ${versions.first}`
      : sql`version between ${versions.first} and ${versions.last}
          and version in (select version from held_keys)`;
  return sql`(
    select * from ${table} where ${isHeld} and key in (select key from wanted_keys)
    union all ${came}
  )`;
}
