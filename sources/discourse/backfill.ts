/**
 * Posts of a span of days. `/posts.json` knows ids alone, so the ids that a span took are looked for
 * by halves.
 *
 * API: https://docs.discourse.org/#tag/Posts/operation/listPosts
 */
import { z } from "zod";

import { type Backfill, backfillFeed, isWithin, type Span } from "../backfill.ts";
import type { Http } from "../http.ts";
import { inLargerPages } from "../larger-pages.ts";
import { sortOut } from "../records.ts";
import { idOf } from "./ids.ts";
import { PAGE_IDS, readPostsBelow } from "./posts-below.ts";
import { discoursePostsStream } from "./posts.ts";
import { Keyed } from "./recent-posts.ts";

/** Some megabytes of posts. */
const RECORDS_PER_PAGE_MAX = 1_000;

/**
 * A moved post is copied: it has a new id and its old date, and topics of hundreds are moved. So the
 * reading ends only behind so many ids in a row that show none of the span.
 */
const OLDER_MIN = 4 * PAGE_IDS;

const Place = z.object({
  before: z.int(),
  /** Below it a post of the span is looked for no longer than `OLDER_MIN`. */
  low: z.int(),
  /** How many ids in a row showed nothing but posts older than the span. */
  older: z.int(),
});
type Place = z.output<typeof Place>;

interface Ids {
  readonly below: number;
  readonly low: number;
  readonly requestCount: number;
}

export function discoursePostsBackfill(http: Http): Backfill {
  async function readOn(given: Place | null, span: Span, signal: AbortSignal) {
    const ids = given === null ? await idsOf(http, span, signal) : null;
    const place = given ?? (ids === null ? null : { before: ids.below, low: ids.low, older: 0 });
    if (place === null) return { records: [], quarantined: [], next: null };
    const { posts, next } = await readPostsBelow(http, place.before, signal);
    const { known, quarantined } = sortOut(Keyed, posts);
    const within = known.filter(({ parsed }) => isWithin(parsed.created_at, span));
    const areOlder = known.every(({ parsed }) => isBefore(parsed.created_at, span.from));
    const before = next ?? 0;
    const older = areOlder ? place.older + place.before - before : 0;
    const isEnd = before <= 1 || (before <= place.low && older >= OLDER_MIN);
    return {
      records: within.map(({ record }) => record),
      quarantined,
      next: isEnd ? null : { before, low: place.low, older },
    };
  }

  return {
    stream: discoursePostsStream,
    perMinute: http.perMinute,

    async plan(span, signal) {
      const ids = await idsOf(http, span, signal);
      if (ids === null) return [];
      const recordCount = ids.below - ids.low;
      const requestCount = ids.requestCount + Math.ceil((recordCount + OLDER_MIN) / (PAGE_IDS - 1));
      return [{ ...span, recordCount, isCounted: false, requestCount }];
    },

    open: (span) =>
      inLargerPages(
        backfillFeed(discoursePostsStream, span, {
          place: Place,
          read: (at, { signal }) => readOn(at, span, signal),
        }),
        { pagesMax: Math.max(1, http.perMinute), recordsMax: RECORDS_PER_PAGE_MAX },
      ),
  };
}

/**
 * The ids of a span. What is not sure widens it: a page that shows a date of the span or after it
 * proves how late its ids are, and one that shows older dates alone may hold posts that were moved.
 * Null: the forum is empty.
 */
async function idsOf(http: Http, span: Span, signal: AbortSignal): Promise<Ids | null> {
  const newest = await readPostsBelow(http, null, signal);
  if (newest.next === null) return null;
  let requestCount = 1;
  const isReached = async (before: number, instant: string) => {
    requestCount += 1;
    const { posts } = await readPostsBelow(http, before, signal);
    const { known } = sortOut(Keyed, posts);
    return { known, isLater: known.some(({ parsed }) => !isBefore(parsed.created_at, instant)) };
  };
  const top = Math.max(...newest.posts.map((post) => idOf(post) ?? 0), newest.next) + 1;
  let [under, below] = [1, top];
  while (below - under > PAGE_IDS) {
    const middle = Math.floor((under + below) / 2);
    if ((await isReached(middle, span.to)).isLater) below = middle;
    else under = middle;
  }
  let [low, above] = [1, below];
  while (above - low > PAGE_IDS) {
    const middle = Math.floor((low + above) / 2);
    const { known, isLater } = await isReached(middle, span.from);
    // An old server shows none where all fifty ids are hidden: of these nothing is sure.
    if (isLater || known.length === 0) above = middle;
    else low = middle;
  }
  return { below, low, requestCount };
}

function isBefore(instant: string, other: string): boolean {
  return Date.parse(instant) < Date.parse(other);
}
