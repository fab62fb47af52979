/**
 * Annotations that were changed last within a span of days, group by group.
 *
 * API: https://h.readthedocs.io/en/latest/api-reference/
 */
import { z } from "zod";

import { type Backfill, backfillFeed, isWithin, type Span } from "../backfill.ts";
import { inLargerPages } from "../larger-pages.ts";
import type { Json } from "../source.ts";
import { hypothesisAnnotationsStream, notShown, OVERLAP_MS } from "./annotations.ts";
import { shownGroups } from "./groups.ts";
import type { HypothesisOptions } from "./options.ts";
import { changedAt, countOf, SEARCH_ROWS_MAX } from "./search.ts";
import { sharedOf } from "./shared.ts";
import { Step, take } from "./steps.ts";

const REPLIES_PER_PAGE_MAX = 20;
const RECORDS_PER_PAGE_MAX = 1_000;

const Place = z.array(Step).min(1);

export function hypothesisBackfill(options: HypothesisOptions): Backfill {
  const { http, groups } = options;
  return {
    stream: hypothesisAnnotationsStream,
    perMinute: http.perMinute,

    /** A search counts whole groups, whatever it begins behind. */
    async plan(span, signal) {
      let recordCount = 0;
      let requestCount = 1 + groups.length;
      for (const group of await shownGroups(options, signal)) {
        const count = await countOf(http, group, signal);
        recordCount += count;
        // Each page repeats the last row of the one before, and the last one moves nothing.
        requestCount += Math.ceil(count / (SEARCH_ROWS_MAX - 1)) + 1;
      }
      return [{ ...span, recordCount, isCounted: false, requestCount }];
    },

    open: (span) =>
      inLargerPages(
        backfillFeed(hypothesisAnnotationsStream, span, {
          place: Place,
          async read(at, { until, signal }) {
            if (at === null) {
              const shown = await shownGroups(options, signal);
              const hidden = groups.filter((group) => !shown.includes(group));
              const steps = shown.map((group) => beginAt(span, group));
              return { records: [], quarantined: hidden.map(notShown), next: orEnd(steps) };
            }
            const [step, ...later] = at as [Step, ...Step[]];
            if (!groups.includes(step.group))
              return { records: [], quarantined: [], next: orEnd(later) };
            const settledBy = Date.parse(until) - OVERLAP_MS;
            const { rows, next } = await take(options, step, { settledBy, signal });
            const { known, quarantined } = sharedOf(rows, groups);
            const within = known.filter(({ parsed }) => isWithin(parsed.updated, span));
            const isPast = step.by === "changes" && isBehind(rows, span);
            const left = next === null || isPast ? later : [next, ...later];
            return {
              records: within.map(({ record }) => record),
              quarantined,
              next: orEnd(left),
            };
          },
        }),
        { pagesMax: REPLIES_PER_PAGE_MAX, recordsMax: RECORDS_PER_PAGE_MAX },
      ),
  };
}

/** A search begins behind its place. */
function beginAt({ from }: Span, group: string): Step {
  return { by: "changes", group, place: Date.parse(from) - 1 };
}

function orEnd(steps: readonly Step[]): Step[] | null {
  return steps.length === 0 ? null : [...steps];
}

/**
 * True once every row of a page was changed after the span. One alone proves nothing: a row that was
 * edited since the index looked stands by its older date.
 */
function isBehind(rows: readonly Json[], { to }: Span): boolean {
  return rows.length > 0 && rows.every((row) => (changedAt(row) ?? 0) >= Date.parse(to));
}
