/**
 * Events of a PostHog project from its exports, a week at a time: for a history that would take
 * thousands of queries. They are read by the same hand as the live ones, and land alike.
 *
 * API: https://posthog.com/docs/cdp/batch-exports (file download)
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { cursorFrom } from "../../cursor.ts";
import { SourceDownError, SourceQuotaError, SourceShapeError } from "../../errors.ts";
import type { KeyedHash } from "../../records.ts";
import type { Feed, Page } from "../../source.ts";
import type { TablePart, TableReader } from "../../tables.ts";
import { EVENT_COLUMNS, landable } from "../event.ts";
import { posthogEventsStream } from "../events.ts";
import type { Hogql } from "../hogql.ts";
import { eventsWithin } from "./events-within.ts";
import type { ExportRuns, Interval } from "./runs.ts";

/** Rows of one page, and so of one file in landing. */
export const ROWS_PER_PAGE = 20_000;

/** Exports that PostHog loses are asked for so often in a row. */
const RUNS_MAX = 3;

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
/** PostHog exports no more at once. */
const WEEK = 7 * DAY;

/** What takes longer may have found nothing: some servers call such an export running for ever. */
const SLOW_MS = HOUR;
/** And what takes so long is lost there. */
const LOST_MS = 12 * HOUR;

const Cursor = z.object({
  /** The first day that was asked for: with another one, reading begins anew. */
  from: z.iso.date(),
  /** Where the week begins that is read now. */
  week: z.iso.datetime(),
  /** The export of it that was asked for. */
  run: z.string().nullable(),
  /** When that was, and how many of this week were lost before. */
  asked: z.iso.datetime().nullable(),
  lost: z.int().nonnegative(),
  /** Once it is made: its parts, which of them is read, and from which row on. */
  parts: z.array(z.string()).nullable(),
  part: z.int().nonnegative(),
  row: z.int().nonnegative(),
});
type Cursor = z.output<typeof Cursor>;

export interface PosthogExportOptions {
  readonly runs: ExportRuns;
  readonly hogql: Hogql;
  readonly tables: TableReader;
  /** Days, UTC; the last one is not read. */
  readonly days: { readonly from: string; readonly to: string };
  readonly properties: readonly string[];
  readonly hash: KeyedHash;
  readonly rowsPerPage?: number;
}

export function posthogEventsExport(options: PosthogExportOptions): Feed<Cursor> {
  const name = `${posthogEventsStream.name}@export`;
  const { runs, hogql, tables, days, rowsPerPage = ROWS_PER_PAGE } = options;
  const end = Date.parse(`${days.to}T00:00:00Z`);
  const start = begun(new Date(Date.parse(`${days.from}T00:00:00Z`)).toISOString());
  /** The part that lies in the folder: another process has to fetch its own. */
  let held: { readonly key: string; readonly file: string } | null = null;

  function intervalOf({ week }: Cursor): Interval {
    const to = Math.min(end, Date.parse(week) + WEEK);
    return { start: week, end: new Date(to).toISOString() };
  }

  function begun(week: string): Cursor {
    const place = { run: null, asked: null, lost: 0, parts: null, part: 0, row: 0 };
    return { from: days.from, week, ...place };
  }

  /** The first state of the week behind this one. */
  const passed = (cursor: Cursor) => stepped(begun(intervalOf(cursor).end), false);

  /** The same place with its export, or the next state of waiting for one. */
  async function awaited(
    cursor: Cursor,
    { until, signal }: { readonly until: string; readonly signal: AbortSignal },
  ): Promise<Page<Cursor>> {
    const interval = intervalOf(cursor);
    const { run, asked, lost } = cursor;
    if (run === null || asked === null) {
      // A day before and behind: an event is stored a little later than it came.
      const isEmpty = (await eventsWithin(hogql, widened(interval), signal)) === 0;
      return isEmpty ? passed(cursor) : askedFor(cursor, { until, signal });
    }
    const found = await runs.look(run, signal);
    if (found.state === "made")
      return stepped({ ...cursor, parts: [...found.parts], part: 0, row: 0 }, false);
    // Of an earlier run's it says nothing of today.
    if (found.state === "unpaid" && asked === until)
      throw new SourceQuotaError("PostHog", `the export ${name}`, null);
    if (found.state !== "being made") return anew(cursor, { until, signal });
    const ms = Date.parse(until) - Date.parse(asked);
    if (ms < SLOW_MS) return stepped(cursor, true);
    if ((await eventsWithin(hogql, interval, signal)) === 0) return passed(cursor);
    if (ms < LOST_MS) return stepped(cursor, true);
    // Looked at again with each run, in case it comes to its end after all.
    if (lost + 1 >= RUNS_MAX) throw inVain(interval, ms);
    return askedFor({ ...cursor, lost: lost + 1 }, { until, signal });
  }

  /** After a loss. Not for ever within one run; the next one may have more luck. */
  async function anew(
    cursor: Cursor,
    { until, signal }: { readonly until: string; readonly signal: AbortSignal },
  ): Promise<Page<Cursor>> {
    const lost = cursor.asked === until ? cursor.lost + 1 : 1;
    if (lost >= RUNS_MAX) throw inVain(intervalOf(cursor), 0);
    return askedFor({ ...cursor, lost }, { until, signal });
  }

  /** Landed before it is waited for, so that a killed process asks for no second one. */
  async function askedFor(
    cursor: Cursor,
    { until, signal }: { readonly until: string; readonly signal: AbortSignal },
  ): Promise<Page<Cursor>> {
    const run = await runs.start(intervalOf(cursor), signal);
    return stepped({ ...cursor, run, asked: until, parts: null, part: 0, row: 0 }, false);
  }

  function inVain({ start: from, end: to }: Interval, ms: number): SourceDownError {
    const why = new Error(`${RUNS_MAX} exports of ${from} to ${to} in a row came to no end`);
    return new SourceDownError("PostHog", name, ms, why);
  }

  async function readPart(
    cursor: Cursor,
    parts: readonly string[],
    { until, signal }: { readonly until: string; readonly signal: AbortSignal },
  ): Promise<Page<Cursor>> {
    const { run, part, row } = cursor;
    const named = parts[part];
    if (named === undefined || run === null) return passed(cursor);
    const file = await fetched({ run, named }, signal);
    // Gone there in the meantime. What comes twice is no new version.
    if (file === null) return anew(cursor, { until, signal });
    const { rows, rowCount } = await rowsOf(file, row);
    const read = landable(rows, options);
    if (row + rows.length < rowCount)
      return { ...read, cursor: { ...cursor, row: row + rows.length }, done: false };
    await letGo();
    return { ...read, cursor: { ...cursor, part: part + 1, row: 0 }, done: false };
  }

  async function fetched({ run, named }: { run: string; named: string }, signal: AbortSignal) {
    const key = `${run}/${named}`;
    if (held?.key === key) return held.file;
    await letGo();
    const file = join(await tables.folder(), `${posthogEventsStream.name}.parquet`);
    if (!(await runs.save(run, named, { file, signal }))) return null;
    held = { key, file };
    return file;
  }

  async function letGo(): Promise<void> {
    if (held !== null) await rm(held.file, { force: true });
    held = null;
  }

  async function rowsOf(file: string, from: number): Promise<TablePart> {
    try {
      const read = await tables.rows(file, { columns: EVENT_COLUMNS, from, count: rowsPerPage });
      if (read.rows.length > 0 || from >= read.rowCount) return read;
    } catch {
      // Of what is in the file nothing is told.
    }
    await letGo();
    throw new SourceShapeError("PostHog", `the export ${name}`, "no readable table of events");
  }

  return {
    name,
    stream: posthogEventsStream,

    async fetchPage({ cursor: landed, until, signal }) {
      const known = cursorFrom<Cursor>(Cursor, landed, { stream: name, start });
      const cursor = known.from === days.from ? known : start;
      const { start: from, end: to } = intervalOf(cursor);
      // All is read, or the week is not over yet: PostHog refuses what lies ahead.
      if (Date.parse(from) >= end || Date.parse(to) > Date.parse(until))
        return stepped(cursor, true);
      return cursor.parts === null
        ? awaited(cursor, { until, signal })
        : readPart(cursor, cursor.parts, { until, signal });
    },
  };
}

function widened({ start, end }: Interval): Interval {
  const moved = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();
  return { start: moved(start, -DAY), end: moved(end, DAY) };
}

function stepped(cursor: Cursor, done: boolean): Page<Cursor> {
  return { records: [], quarantined: [], cursor, done };
}
