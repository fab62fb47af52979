import { sql, type Kysely } from "kysely";

import type { Stream } from "../../sources/source.ts";
import { isOrdered, OLDEST_FIRST } from "./order.ts";
import { rawTable } from "./tables.ts";

/** Versions of one key that one landing file may hold. */
const VERSIONS_PER_FILE_MAX = 2 ** 20;

/**
 * The version of a record that stands alone in its file; later ones of its key there add to it.
 * `place` is the file's among all of its stream, from 1 on: files of two feeds may have one number.
 */
export function firstVersion(place: number): number {
  return place * VERSIONS_PER_FILE_MAX;
}

/** Thrown inside a load whose records have to be read again in the order of their lines. */
export class LineOrderNeeded extends Error {
  override readonly name = "LineOrderNeeded";
}

export interface Appended {
  readonly stream: Stream;
  /** The first version that the transaction has appended. */
  readonly since: number;
  /** How many landing files it appends at once. */
  readonly fileCount: number;
}

/**
 * Removes, from what a transaction has appended, the versions that change nothing. Appending first
 * and looking back afterwards touches keys and hashes only, never a payload.
 *
 * What stays must not depend on how many files are loaded at once. A version that is older than
 * one that landed before it is compared with less than has landed, so such files come one by one.
 */
export async function removeUnchanged(
  db: Kysely<any>,
  { stream, since, fileCount }: Appended,
): Promise<void> {
  const table = sql.raw(rawTable(stream.name));
  const inOrder = sql.raw(`partition by key order by ${OLDEST_FIRST}`);
  // By hashes, which are a fraction of the keys: two keys that share one are told apart below.
  await sql`
    create or replace temporary table repeated_keys as
    select hash(key) as key_hash from ${table}
    semi join (select hash(key) as key_hash from ${table} where version >= ${since}) as came
      on hash(key) = came.key_hash
    group by key_hash having count(*) > 1
  `.execute(db);
  const repeated = await sql`select 1 from repeated_keys limit 1`.execute(db);
  if (repeated.rows.length === 0) return;
  await sql`
    create or replace temporary table repeated_versions as
    select key, version, content_hash, version >= ${since} as is_new,
      lag(content_hash) over (${inOrder}) as previous_hash,
      lead(version) over (${inOrder}) as next_version
    from ${table} semi join repeated_keys on hash(key) = key_hash
  `.execute(db);
  const tied = await sql`
    select 1 from repeated_versions where is_new
    group by key, version having count(*) > 1 limit 1
  `.execute(db);
  if (tied.rows.length > 0)
    throw new LineOrderNeeded(`Keys repeat within a file of ${stream.name}.`);
  const late = await sql`
    select 1 from repeated_versions where is_new and next_version < version limit 1
  `.execute(db);
  if (fileCount > 1 && late.rows.length > 0) {
    throw new LineOrderNeeded(
      `Files of ${stream.name} hold older versions than have landed before.`,
    );
  }
  await sql`
    delete from ${table}
    where version >= ${since} and (key, version) in (
      select (key, version) from repeated_versions where is_new and content_hash = previous_hash
    )
  `.execute(db);
}

/**
 * A record that comes again through the feed whose sweep had missed it has come back, however old
 * its last change: it is ordered after the deletion. Another feed may only tell what was before.
 */
export async function orderAfterDeletions(
  db: Kysely<any>,
  { stream, since }: Pick<Appended, "stream" | "since">,
): Promise<void> {
  if (!isOrdered(stream)) return;
  const table = sql.raw(rawTable(stream.name));
  const deleted = await sql`select 1 from ${table} where is_deleted limit 1`.execute(db);
  if (deleted.rows.length === 0) return;
  await sql`
    update ${table} as came set ordered_at = gone.ordered_at
    from (
      select key, split_part(landing_file, '/', 1) as feed, max(ordered_at) as ordered_at
      from ${table} where is_deleted group by all
    ) as gone
    where came.version >= ${since} and came.key = gone.key
      and split_part(came.landing_file, '/', 1) = gone.feed
      and came.ordered_at < gone.ordered_at
  `.execute(db);
}
