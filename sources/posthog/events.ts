/**
 * Events of a PostHog project, by the instant at which they came there.
 *
 * `timestamp` is the clock of whoever sent them: late ones come with an old one. `created_at` is the
 * server's, and so the cursor; several events share one, to the microsecond.
 *
 * API: https://posthog.com/docs/api/query
 */
import { z } from "zod";

import { cursorFrom } from "../cursor.ts";
import type { Feed, Page, Stream } from "../source.ts";
import { EVENT_COLUMNS, landable } from "./event.ts";
import { before, inMicroseconds } from "./instant.ts";
import type { PosthogOptions } from "./options.ts";
import { day, instant, text } from "./sql.ts";
import { type Key, readWindow, type Row, ROWS_MAX, type Window } from "./window.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The key of an event, as cursors hold it. */
export const Place = z
  .tuple([
    z.custom<string>((value) => inMicroseconds(value) === value, "expected an instant"),
    z.string(),
  ])
  .readonly();

const Cursor = z.object({
  /** The last event read; null before the first. */
  at: Place.nullable(),
  /** Of events with an old clock, which are read by themselves; null until all others were once. */
  late: Place.nullable(),
});
type Cursor = z.output<typeof Cursor>;

export const posthogEventsStream: Stream = { name: "posthog_events", primaryKey: ["uuid"] };

export function posthogEvents(options: PosthogOptions): Feed<Cursor> {
  const { name } = posthogEventsStream;
  const { hogql, settleMinutes, lateDays, rowsMax = ROWS_MAX } = options;
  const settle = settleMinutes * MINUTE;
  const start: Cursor = { at: options.since === null ? null : [options.since, ""], late: null };

  async function read(window: Pick<Window, "after" | "conditions">, signal: AbortSignal) {
    const { rows, last, isEnd } = await readWindow(
      hogql,
      { ...EVENTS, rowsMax, ...window },
      signal,
    );
    return { ...landable(rows, options), last, isEnd };
  }

  /** What came since the last page, but for what is old by its own clock. */
  async function readOn(cursor: Cursor, until: string, signal: AbortSignal): Promise<Page<Cursor>> {
    const { at, late } = cursor;
    // Partitions of the table are months of `timestamp`: without a bound each query reads them all.
    // Until all was read once there is none, for then every event is old.
    const bound =
      late === null || at === null ? [] : [`timestamp >= ${day(before(at[0], lateDays * DAY))}`];
    const conditions = [`created_at <= ${instant(until)}`, ...bound];
    const { records, quarantined, last, isEnd } = await read({ after: at, conditions }, signal);
    const place = last ?? at;
    if (!isEnd) return { records, quarantined, cursor: { at: place, late }, done: false };
    const next = {
      at: laterOf(place === null ? null : rewound(place[0]), start.at),
      late: late ?? rewound(until),
    };
    return { records, quarantined, cursor: next, done: true };
  }

  /** The same of what is old by its own clock: a day of arrivals at once, since it reads all months. */
  async function readLate(
    cursor: Cursor,
    until: string,
    signal: AbortSignal,
  ): Promise<Page<Cursor>> {
    const after = cursor.late ?? [until, ""];
    const end = earlierOf(before(after[0], -DAY), until);
    const conditions = [
      `created_at <= ${instant(end)}`,
      `timestamp < ${day(before(end, (lateDays - 1) * DAY))}`,
    ];
    const { records, quarantined, last, isEnd } = await read({ after, conditions }, signal);
    const late = isEnd || last === null ? rewound(end) : last;
    return { records, quarantined, cursor: { ...cursor, late }, done: false };
  }

  /** These minutes are read again: what could not be seen yet stands there. */
  function rewound(instantRead: string): Key {
    return [before(instantRead, settle), ""];
  }

  function isLateDue({ late }: Cursor, until: string): boolean {
    return late !== null && late[0] <= before(until, DAY);
  }

  return {
    name,
    stream: posthogEventsStream,

    async fetchPage({ cursor: given, until: asked, signal }) {
      const cursor = cursorFrom<Cursor>(Cursor, given, { stream: name, start });
      const until = before(inMicroseconds(asked) ?? asked, settle);
      // A run of an earlier moment: what it could see is read already.
      if (cursor.at !== null && cursor.at[0] > until)
        return { records: [], quarantined: [], cursor: given ?? cursor, done: true };
      return isLateDue(cursor, until)
        ? readLate(cursor, until, signal)
        : readOn(cursor, until, signal);
    },
  };
}

/** How windows of events are asked for. */
export const EVENTS = {
  stream: posthogEventsStream.name,
  table: "events",
  columns: EVENT_COLUMNS,
  heavy: "properties",
  // ClickHouse orders UUIDs by their halves: as texts they have the order that we compare by.
  order: ["created_at", "toString(uuid)"],
  keyOf,
  literalOf: ([at, uuid]) => [instant(at), text(uuid)],
} satisfies Partial<Window>;

function keyOf({ created_at, uuid }: Row): Key | null {
  const at = inMicroseconds(created_at);
  return at === null || typeof uuid !== "string" ? null : [at, uuid];
}

function laterOf(a: Key | null, b: Key | null): Key | null {
  if (a === null || b === null) return a ?? b;
  return a[0] >= b[0] ? a : b;
}

function earlierOf(a: string, b: string): string {
  return a <= b ? a : b;
}
