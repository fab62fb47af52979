/**
 * How many events came in each of the last months. API: https://posthog.com/docs/api/query
 *
 * Up to the beginning of the day before yesterday: by then every event was read, those with an old
 * clock as well, which are read a day later.
 */
import type { Count, Counter } from "../connector.ts";
import { posthogEventsStream } from "./events.ts";
import type { Hogql } from "./hogql.ts";
import { before, inMicroseconds } from "./instant.ts";
import { instant } from "./sql.ts";

const MONTHS = 3;
const DAY = 86_400_000;

/** `since`: the first day that is read, null for all. */
export function posthogCounts(
  hogql: Hogql,
  since: string | null,
): Readonly<Record<string, Counter>> {
  return {
    async [posthogEventsStream.name]({ until, signal }) {
      const end = midnight(before(inMicroseconds(until) ?? until, 2 * DAY).slice(0, 10));
      const first = since === null ? null : midnight(since);
      const counts: Count[] = [];
      for (const { part, from, to } of monthsBefore(end)) {
        const made = { from: first !== null && first > from ? first : from, before: to };
        if (made.from >= made.before) continue;
        // An event may stand there twice for a while.
        const query =
          `SELECT count(DISTINCT uuid) FROM events WHERE created_at >= ${instant(made.from)} ` +
          `AND created_at < ${instant(made.before)}`;
        counts.push({ part, made, count: await hogql.count(query, "vklad count", signal) });
      }
      return counts;
    },
  };
}

/** Months of UTC, the newest first; it ends with `end`. */
function monthsBefore(end: string) {
  const months: { readonly part: string; readonly from: string; readonly to: string }[] = [];
  for (let to = end; months.length < MONTHS;) {
    const part = before(to, 1).slice(0, 7);
    const from = midnight(`${part}-01`);
    months.push({ part, from, to });
    to = from;
  }
  return months;
}

function midnight(day: string): string {
  return `${day}T00:00:00.000000Z`;
}
