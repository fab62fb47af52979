import { sql, type Kysely } from "kysely";

import { isLive, type Stream } from "../../sources/source.ts";
import type { FeedHealth } from "../landing/index.ts";
import { identifier } from "./literal.ts";

/** Writes how each stream stands; a row that says the same as before is left alone. */
export async function writeStreamStates(
  db: Kysely<any>,
  streams: readonly Stream[],
  health: readonly FeedHealth[],
  timeZone: string,
): Promise<void> {
  const untilOf = readUntil(health);
  for (const { name } of streams) {
    const day = observedDay(untilOf.get(name) ?? null, timeZone);
    const current = sql.raw(identifier(`raw_${name}_current`));
    await sql`
      create or replace temporary table new_state as
      select ${name}::VARCHAR as stream, ${day} as observed_day,
        (select count(*) from ${current} where not is_deleted) as record_count,
        (select count(*) from quarantine where stream = ${name}) as quarantined_count
    `.execute(db);
    await sql`
      delete from stream_states where stream = ${name} and not exists (
        select 1 from new_state
        where (stream, record_count, quarantined_count) = (
            stream_states.stream, stream_states.record_count, stream_states.quarantined_count)
          and observed_day is not distinct from stream_states.observed_day)
    `.execute(db);
    await sql`
      insert into stream_states
      select * from new_state where stream not in (select stream from stream_states)
    `.execute(db);
  }
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
