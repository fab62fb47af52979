import { z } from "zod";

import { dueOf } from "./paced.ts";
import { PAGE_IDS } from "./posts-below.ts";

/** Where the reading of a month's posts stands, which is spread over a day. */
export const Month = z.object({
  from: z.string(),
  /** The highest id when it began. */
  high: z.int(),
  /** About where the month begins, as the reading before found; 0 where there was none. */
  low: z.int(),
  /** All from here on was read. */
  before: z.int(),
  /** How many posts in a row were older than the month. */
  older: z.int(),
});
export type Month = z.infer<typeof Month>;

export function newMonth(from: string, high: number, low = 0): Month {
  return { from, high, low, before: high + 1, older: 0 };
}

/** By little in each run, and whole in a run a day. */
export function isMonthDue({ from, high, low, before }: Month, until: string, hours: number) {
  const done = high + 1 - before;
  return dueOf({ from, done }, { count: high - low, until, hours }) > 0;
}

/** The reading after one more page, which showed so many posts and ends at `next`. */
export function afterPage(
  month: Month,
  page: { next: number; count: number; areOlder: boolean; until: string; high: number },
): Month {
  // As with recent posts: a moved one has its old date, a page's worth of them is older.
  const older = page.areOlder ? month.older + page.count : 0;
  const isEnd = page.next <= 1 || older >= PAGE_IDS;
  return isEnd
    ? newMonth(page.until, page.high, page.next)
    : { ...month, before: page.next, older };
}
