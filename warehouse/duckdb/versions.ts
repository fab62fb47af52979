import { sql, type Kysely } from "kysely";

import { findHeld, keepKeyHashes, rowsOfRepeated, type Appended, type Held } from "./key-hashes.ts";
import { isOrdered, NEWEST_FIRST, OLDEST_FIRST } from "./order.ts";
import { addToCount } from "./record-counts.ts";
import { rawTable } from "./raw-tables.ts";

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

export interface AppendedFiles extends Appended {
  /** How many landing files the transaction appends at once. */
  readonly fileCount: number;
}

/**
 * Puts what a transaction has appended in its order among what was there, takes out of it what
 * changes nothing, and keeps the hashes of the rest. Looking back touches keys, hashes and instants
 * only, never a payload, and of what was there only the versions of the same keys.
 */
export async function settle(db: Kysely<any>, appended: AppendedFiles): Promise<void> {
  const { name } = appended.stream;
  const held = await findHeld(db, appended);
  if (held.versions === null && !held.areRepeated) {
    await addToCount(db, name, held.cameCount);
  } else {
    const found = await readRepeated(db, appended, held);
    const isMoved = found.are_deleted && isOrdered(appended.stream);
    if (isMoved) await orderAfterDeletions(db, appended);
    const repeated = isMoved ? await readRepeated(db, appended, held) : found;
    await removeUnchanged(db, appended, repeated);
    const newCount = held.cameCount - repeated.came_count;
    await addToCount(db, name, newCount + repeated.alive_count - repeated.alive_before_count);
  }
  await keepKeyHashes(db, name, appended.since);
}

/** What there is among the versions of keys that came again. */
interface Repeated {
  readonly are_deleted: boolean;
  /** Several of one key in one file. */
  readonly are_tied: boolean;
  /** Versions that came after one that they are older than. */
  readonly are_late: boolean;
  readonly are_unchanged: boolean;
  readonly came_count: bigint;
  /** Records that are there with what came, and that were without it. */
  readonly alive_count: bigint;
  readonly alive_before_count: bigint;
}

/** Replaces the temporary table `repeated_versions`. */
async function readRepeated(db: Kysely<any>, appended: Appended, held: Held): Promise<Repeated> {
  const inOrder = sql.raw(`partition by key order by ${OLDEST_FIRST}`);
  await sql`
    create or replace temporary table repeated_versions as
    select key, version, content_hash, ordered_at, is_deleted,
      split_part(landing_file, '/', 1) as feed,
      version >= ${appended.since} as is_new,
      lag(content_hash) over (${inOrder}) as previous_hash,
      lead(version) over (${inOrder}) as next_version
    from ${await rowsOfRepeated(db, appended, held)}
  `.execute(db);
  const newest = sql.raw(NEWEST_FIRST);
  const found = await sql<Repeated>`
    select count(*) filter (is_deleted) > 0 as are_deleted,
      count(*) filter (is_new) > count(distinct (key, version)) filter (is_new) as are_tied,
      count(*) filter (is_new and next_version < version) > 0 as are_late,
      count(*) filter (is_new and content_hash = previous_hash) > 0 as are_unchanged,
      count(*) filter (is_new) as came_count,
      count(*) filter (is_newest and not is_deleted) as alive_count,
      count(*) filter (was_newest and not is_deleted) as alive_before_count
    from (
      select *, row_number() over (partition by key order by ${newest}) = 1 as is_newest,
        not is_new and row_number() over (partition by key, is_new order by ${newest}) = 1 as was_newest
      from repeated_versions
    )
  `.execute(db);
  const [repeated] = found.rows;
  if (repeated === undefined) throw new Error("DuckDB did not say what is repeated.");
  return repeated;
}

/**
 * What stays must not depend on how many files are loaded at once. A version that is older than
 * one that landed before it is compared with less than has landed, so such files come one by one.
 */
async function removeUnchanged(
  db: Kysely<any>,
  { stream, since, fileCount }: AppendedFiles,
  { are_tied, are_late, are_unchanged }: Repeated,
): Promise<void> {
  if (are_tied) throw new LineOrderNeeded(`Keys repeat within a file of ${stream.name}.`);
  if (fileCount > 1 && are_late) {
    throw new LineOrderNeeded(
      `Files of ${stream.name} hold older versions than have landed before.`,
    );
  }
  if (!are_unchanged) return;
  await sql`
    delete from ${sql.raw(rawTable(stream.name))}
    where version >= ${since} and (key, version) in (
      select (key, version) from repeated_versions where is_new and content_hash = previous_hash
    )
  `.execute(db);
}

/**
 * A record that comes again through the feed whose sweep had missed it has come back, however old
 * its last change: it is ordered after the deletion. Another feed may only tell what was before.
 */
async function orderAfterDeletions(db: Kysely<any>, { stream, since }: Appended): Promise<void> {
  await sql`
    update ${sql.raw(rawTable(stream.name))} as came set ordered_at = gone.ordered_at
    from (
      select key, feed, max(ordered_at) as ordered_at
      from repeated_versions where is_deleted group by all
    ) as gone
    where came.version >= ${since} and came.key = gone.key
      and split_part(came.landing_file, '/', 1) = gone.feed
      and came.ordered_at < gone.ordered_at
  `.execute(db);
}
