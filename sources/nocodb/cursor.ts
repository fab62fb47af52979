import { z } from "zod";

import { cursorFrom, rewound } from "../cursor.ts";
import type { Json } from "../source.ts";
import { FULL_PACE } from "./heavy-rows.ts";

/**
 * Stamps are whole seconds of the server's clock, set before the row becomes visible: at least two
 * seconds are needed, and a minute also covers a slow transaction and a clock that is a little off.
 */
const OVERLAP_MS = 60_000;

/** A run that read more rows of a table than this reads its overlap a page a run, and then no more. */
const OVERLAP_ROWS_MAX = 1000;

/**
 * An overlap too large to be read again by every run. Whatever was stamped in it is visible
 * `OVERLAP_MS` after we saw its end, so that after one more reading nothing of it is left to come.
 */
const Tail = z.object({
  since: z.string(),
  /** By our own clock: not before. */
  from: z.string(),
  after: z.number().nullable(),
});
type Tail = z.infer<typeof Tail>;

const TableState = z.object({
  /** How its rows were read; once that differs, they are read again. */
  digest: z.string(),
  /** Rows without a change since then are not read again. */
  floor: z.string().nullable(),
  tail: Tail.nullable(),
});
export type TableState = z.infer<typeof TableState>;

const Current = z.object({
  table: z.string(),
  digest: z.string(),
  after: z.number().nullable(),
  newest: z.string().nullable(),
  rowCount: z.number(),
  size: z.number(),
  failures: z.number(),
});
export type Current = z.infer<typeof Current>;

const Walk = z.object({
  /** The `until` of the first page: what changed later moves no floor. */
  started: z.string(),
  /** The last table that was read to its end. */
  finished: z.string().nullable(),
  /** How many tables answered. */
  readCount: z.number(),
  current: Current.nullable(),
});
export type Walk = z.infer<typeof Walk>;

/** What an older version wrote is forgotten: it landed rows in another form, so they come again. */
const Cursor = z.object({
  tables: z.record(z.string(), TableState).default({}),
  walk: Walk.nullable().catch(null),
});
export type Cursor = z.infer<typeof Cursor>;

export function cursorOf(cursor: Json, stream: string): Cursor {
  return cursorFrom(Cursor, cursor, { stream, start: { tables: {}, walk: null } });
}

export function begun(table: string, digest: string): Current {
  const { size, failures } = FULL_PACE;
  return { table, digest, after: null, newest: null, rowCount: 0, size, failures };
}

/** What the next run has to know of a table that was read to its end. */
export function stateAfter(
  { digest, newest, rowCount }: Current,
  before: TableState | undefined,
  until: string,
): TableState {
  const kept = before?.digest === digest ? before : { floor: null, tail: null };
  if (newest === null) return { digest, floor: kept.floor, tail: kept.tail };
  const floor = rewound(newest, OVERLAP_MS);
  if (rowCount <= OVERLAP_ROWS_MAX)
    return { digest, floor: later(kept.floor ?? floor, floor), tail: kept.tail };
  const since = kept.tail === null ? floor : earlier(kept.tail.since, floor);
  return {
    digest,
    floor: new Date(Date.parse(newest) + 1000).toISOString(),
    tail: { since, from: new Date(Date.parse(until) + OVERLAP_MS).toISOString(), after: null },
  };
}

function earlier(a: string, b: string): string {
  return Date.parse(a) <= Date.parse(b) ? a : b;
}

/** What a tail was read for is not read again by going back over it. */
function later(a: string, b: string): string {
  return Date.parse(a) >= Date.parse(b) ? a : b;
}
