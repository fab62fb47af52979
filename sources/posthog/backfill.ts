/**
 * Events of a span of days, by the instant at which they came to PostHog, a week at a time.
 *
 * API: https://posthog.com/docs/api/query
 */
import { z } from "zod";

import { type Backfill, backfillFeed, type Span } from "../backfill.ts";
import { landable } from "./event.ts";
import { EVENTS, posthogEventsStream, Place } from "./events.ts";
import { before, inMicroseconds } from "./instant.ts";
import type { PosthogOptions } from "./options.ts";
import { instant } from "./sql.ts";
import { readWindow, ROWS_MAX } from "./window.ts";

const WEEK = 7 * 24 * 60 * 60_000;

/** Each is counted by a request of its own. */
const PLANNED_WINDOWS_MAX = 26;

const At = z.object({
  /** The week that is being read begins here. */
  week: z.string(),
  /** The last event read of it; null before the first. */
  after: Place.nullable(),
});

export type PosthogBackfillOptions = Pick<
  PosthogOptions,
  "hogql" | "properties" | "hash" | "rowsMax"
> & { readonly perMinute: number };

export function posthogEventsBackfill(options: PosthogBackfillOptions): Backfill {
  const { hogql, perMinute, rowsMax = ROWS_MAX } = options;
  return {
    stream: posthogEventsStream,
    perMinute,

    async plan(span, signal) {
      const planned = [];
      for (const { weekCount, ...window } of windowsOf(weeksOf(span))) {
        const query = `SELECT count() FROM events WHERE ${within(window).join(" AND ")}`;
        const recordCount = await hogql.count(query, FEED, signal);
        // A full page leaves its last row to the next one, and each is counted.
        const pages = weekCount + Math.floor(recordCount / Math.max(1, rowsMax - 1));
        planned.push({ ...window, recordCount, isCounted: true, requestCount: 2 * pages });
      }
      return planned;
    },

    open: (span) =>
      backfillFeed(posthogEventsStream, span, {
        place: At,
        async read(at, { signal }) {
          const weeks = weeksOf(span);
          const number = at === null ? 0 : weeks.findIndex(({ from }) => from === at.week);
          const week = weeks[number];
          if (week === undefined) return { records: [], quarantined: [], next: null };
          const window = { after: at?.after ?? null, conditions: within(week) };
          const read = await readWindow(hogql, { ...EVENTS, rowsMax, ...window }, signal);
          const following = weeks[number + 1];
          const further = read.isEnd
            ? following && { week: following.from, after: null }
            : { week: week.from, after: read.last };
          return { ...landable(read.rows, options), next: further ?? null };
        },
      }),
  };
}

const FEED = `${posthogEventsStream.name}@backfill`;

function within({ from, to }: Span): readonly string[] {
  return [`created_at >= ${instant(from)}`, `created_at < ${instant(to)}`];
}

/** The weeks that a span is read in; the last one may be shorter. */
function weeksOf(span: Span): readonly Span[] {
  const [start, end] = [span.from, span.to].map((at) => inMicroseconds(at) ?? at) as [
    string,
    string,
  ];
  const weeks: Span[] = [];
  for (let from = start; from < end; from = before(from, -WEEK)) {
    const to = before(from, -WEEK);
    weeks.push({ from, to: to < end ? to : end });
  }
  return weeks;
}

/** The same weeks in no more windows than a plan counts. */
function windowsOf(weeks: readonly Span[]) {
  const weekCount = Math.ceil(weeks.length / PLANNED_WINDOWS_MAX);
  return weeks
    .filter((_, number) => number % weekCount === 0)
    .map(({ from }, number) => {
      const together = weeks.slice(number * weekCount, (number + 1) * weekCount);
      return { from, to: together.at(-1)?.to ?? from, weekCount: together.length };
    });
}
