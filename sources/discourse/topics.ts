/**
 * Topics of a Discourse forum: by last activity in each run, and the whole list now and then, because
 * a new title, a move to another category and a restored topic leave no trace in that order.
 *
 * API: https://docs.discourse.org/#tag/Topics/operation/listLatestTopics
 */
import { z } from "zod";

import { cursorFrom, laterOf, rewound } from "../cursor.ts";
import type { Http } from "../http.ts";
import { landable, sortOut } from "../records.ts";
import type { Feed, Stream } from "../source.ts";
import { keysOf } from "./ids.ts";
import { REREAD, type Reread } from "./reread.ts";
import { readTopics } from "./topic-list.ts";

/** Titles and categories change without activity; most do so in a topic's first weeks. */
const REREAD_DAYS = 30;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const instant = z.iso.datetime({ offset: true });
const Keyed = z.looseObject({
  id: z.int(),
  created_at: instant,
  bumped_at: instant,
  pinned: z.boolean().optional(),
});

const Cursor = z.object({
  /** Topics without activity since then are not read again. */
  floor: z.string().nullable(),
  /** When the whole list was begun last; null before the first run has finished. */
  whole: z.string().nullable().default(null),
  walk: z
    .object({ page: z.int(), newest: z.string().nullable(), isWhole: z.boolean().default(false) })
    .nullable(),
});
type Cursor = z.output<typeof Cursor>;

export const discourseTopicsStream: Stream = { name: "discourse_topics", primaryKey: ["id"] };

export interface DiscourseTopicsOptions {
  readonly http: Http;
  readonly rereadDays?: number;
  readonly reread?: Reread;
}

export function discourseTopics({
  http,
  rereadDays = REREAD_DAYS,
  reread = REREAD,
}: DiscourseTopicsOptions): Feed<Cursor | null> {
  const { name } = discourseTopicsStream;

  function isWholeDue(whole: string | null, until: string): boolean {
    if (whole === null) return true;
    return Date.parse(until) - Date.parse(whole) >= reread.topicsEveryHours * HOUR_MS;
  }

  return {
    name,
    stream: discourseTopicsStream,

    async fetchPage({ cursor, until, signal }) {
      const start: Cursor = { floor: null, whole: null, walk: null };
      const { floor, whole, walk } = cursorFrom<Cursor>(Cursor, cursor, { stream: name, start });
      const page = walk?.page ?? 0;
      const isWhole = walk?.isWhole ?? isWholeDue(whole, until);
      const { rows, isEnd } = await readTopics(http, page, signal);
      const { known, quarantined } = sortOut(Keyed, rows);
      const inTime = known.filter(
        ({ parsed }) => Date.parse(parsed.created_at) <= Date.parse(until),
      );
      const newest = inTime.reduce<string | null>(
        (latest, { parsed }) => laterOf(latest, parsed.bumped_at),
        walk?.newest ?? null,
      );
      // Pinned topics stand first whatever their age.
      const inOrder = known.filter(({ parsed }) => parsed.pinned !== true);
      const isOlder =
        floor !== null &&
        inOrder.some(({ parsed }) => Date.parse(parsed.bumped_at) < Date.parse(floor));
      const done = isEnd || (isOlder && !isWhole);
      const below = newest === null ? floor : rewound(newest, rereadDays * DAY_MS);
      return {
        records: inTime.map(({ record }) => record),
        quarantined,
        cursor: done
          ? { floor: below, whole: isWhole ? until : whole, walk: null }
          : { floor, whole, walk: { page: page + 1, newest, isWhole } },
        done,
        // The first time nothing is known that they could be compared with.
        ...(isWhole && whole !== null ? { isReread: true } : {}),
      };
    },

    readAgain: (refused) => landable(Keyed, [refused]),

    async sweep({ after, until, signal }) {
      const page = cursorFrom(z.int(), after, { stream: name, start: 0 });
      const { rows, isEnd } = await readTopics(http, page, signal);
      const { known, quarantined } = sortOut(Keyed, rows);
      const records = known
        .filter(({ parsed }) => Date.parse(parsed.created_at) <= Date.parse(until))
        .map(({ record }) => record);
      return { keys: keysOf(rows), records, quarantined, after: page + 1, done: isEnd };
    },
  };
}
