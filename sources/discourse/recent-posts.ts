import { z } from "zod";

import { laterOf, rewound } from "../cursor.ts";
import type { Http } from "../http.ts";
import { sortOut } from "../records.ts";
import type { Json, PageRequest, Quarantined } from "../source.ts";
import { PAGE_IDS, readPostsBelow } from "./posts-below.ts";

const DAY_MS = 86_400_000;

/**
 * Of a real forum's edits 95 in 100 came within a day, and some after weeks. None moves a post in the
 * list.
 */
export const REREAD_DAYS = 3;
export const MONTH_DAYS = 30;

export const Keyed = z.looseObject({ id: z.int(), created_at: z.iso.datetime({ offset: true }) });

export const Recent = z.object({
  /** The highest id taken by finished runs: all below it was walked through once. */
  high: z.int(),
  /** Posts created before it are not read again. Null before the first run has finished. */
  floor: z.string().nullable(),
  /** Where an unfinished run stands. */
  walk: z
    .object({
      before: z.int(),
      high: z.int(),
      newest: z.string().nullable(),
      /** How many posts in a row were older than the floor. */
      older: z.int(),
      /** Down to the month's floor: the forum told of a change. */
      isWide: z.boolean().default(false),
    })
    .nullable(),
});
export type Recent = z.infer<typeof Recent>;

export interface RecentRead {
  readonly records: readonly Json[];
  readonly quarantined: readonly Quarantined[];
  readonly recent: Recent;
  /** Null while the walk goes on; then the lowest id that it came to. */
  readonly lowest: number | null;
}

/**
 * One reply further down from the newest post: what is new, and what may still be edited. Null: the
 * forum is empty.
 */
export async function readRecent(
  http: Http,
  { high, floor: recentFloor, walk }: Recent,
  { until, isTold = false, signal }: Omit<PageRequest<Json>, "cursor">,
): Promise<RecentRead | null> {
  const isWide = walk?.isWide ?? isTold;
  const floor = isWide ? monthFloor(recentFloor) : recentFloor;
  const { posts, next } = await readPostsBelow(http, walk?.before ?? null, signal);
  if (next === null) return null;
  const { known, quarantined } = sortOut(Keyed, posts);
  const inTime = known.filter(({ parsed }) => Date.parse(parsed.created_at) <= Date.parse(until));
  const highest = Math.max(walk?.high ?? high, ...inTime.map(({ parsed }) => parsed.id));
  const newest = inTime.reduce<string | null>(
    (latest, { parsed }) => laterOf(latest, parsed.created_at),
    walk?.newest ?? null,
  );
  // A moved post is copied: it has a new id and its old date. So one old post proves nothing,
  // but a page's worth of them, below all ids that are new to us, does.
  const isOlder =
    floor !== null &&
    next <= high &&
    known.every(({ parsed }) => Date.parse(parsed.created_at) < Date.parse(floor));
  const older = isOlder ? (walk?.older ?? 0) + known.length : 0;
  // An empty page is not the end: its ids may all be hidden, deleted or private.
  const done = next <= 1 || older >= PAGE_IDS;
  return {
    records: inTime.map(({ record }) => record),
    quarantined,
    recent: done
      ? {
          high: highest,
          floor: newest === null ? recentFloor : rewound(newest, REREAD_DAYS * DAY_MS),
          walk: null,
        }
      : {
          high,
          floor: recentFloor,
          walk: { before: next, high: highest, newest, older, isWide },
        },
    lowest: done ? next : null,
  };
}

/** Where posts begin that are older than a month, as the newest of them says. */
export function monthFloor(recentFloor: string | null): string | null {
  return recentFloor === null ? null : rewound(recentFloor, (MONTH_DAYS - REREAD_DAYS) * DAY_MS);
}
