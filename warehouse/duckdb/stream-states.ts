import { sql, type Kysely } from "kysely";

import { isLive, type Stream } from "../../sources/source.ts";
import type { FeedHealth } from "../landing/index.ts";
import { countRecords } from "./record-counts.ts";

/** Writes how each stream stands; a row that says the same as before is left alone. */
export async function writeStreamStates(
  db: Kysely<any>,
  streams: readonly Stream[],
  health: readonly FeedHealth[],
  timeZone: string,
): Promise<void> {
  if (streams.length === 0) return;
  await countRecords(db);
  const untilOf = readUntil(health);
  const days = streams.map(
    ({ name }) => sql`(${name}::VARCHAR, ${observedDay(untilOf.get(name) ?? null, timeZone)})`,
  );
  await sql`
    create or replace temporary table new_states as
    select stream, observed_day, record_count, coalesce(quarantined_count, 0) as quarantined_count
    from (values ${sql.join(days)}) as days(stream, observed_day)
    join loaded_streams using (stream)
    left join (
      select stream, count(*) as quarantined_count from quarantine group by stream
    ) using (stream)
  `.execute(db);
  const changed = await sql`
    select * from new_states except select * from stream_states
  `.execute(db);
  if (changed.rows.length === 0) return;
  await sql`
    delete from stream_states using new_states
    where stream_states.stream = new_states.stream and (
      stream_states.record_count, stream_states.quarantined_count, stream_states.observed_day
    ) is distinct from (
      new_states.record_count, new_states.quarantined_count, new_states.observed_day)
  `.execute(db);
  await sql`
    insert into stream_states
    select * from new_states where stream not in (select stream from stream_states)
  `.execute(db);
}

/**
 * By stream, up to when its live feed was last read to its end: silence is judged by it, so it takes
 * the feed that would have brought what is missing.
 */
export function readUntil(health: readonly FeedHealth[]): ReadonlyMap<string, string | null> {
  const live = health.filter(({ feed }) => isLive(feed));
  return new Map(live.map(({ stream, until }) => [stream, until]));
}

/** The start of the community's day in which the stream was last read to its end. */
export function observedDay(until: string | null, timeZone: string) {
  return until === null
    ? sql<Date | null>`null::TIMESTAMPTZ`
    : startOfDay(new Date(until), timeZone);
}

/** The start of an instant's day in a time zone. */
export function startOfDay(instant: Date, timeZone: string) {
  return sql<Date>`timezone(${timeZone}, date_trunc('day', timezone(${timeZone}, ${instant})))`;
}
