/**
 * Topics of a Discourse forum, by last activity.
 *
 * API: https://docs.discourse.org/#tag/Topics/operation/listLatestTopics
 */
import { z } from "zod";

import { cursorFrom, laterOf, rewound } from "../cursor.ts";
import type { Http } from "../http.ts";
import { asSent, sortOut } from "../records.ts";
import type { Feed, Stream } from "../source.ts";
import { keysOf } from "./ids.ts";
import { readWithPageBefore } from "./page-before.ts";
import { isPrivate } from "./private.ts";

/** `per_page` above it is cut to it without a sign. */
const PAGE_TOPICS_MAX = 100;

/** Titles and categories change without activity; most do so in a topic's first weeks. */
const REREAD_DAYS = 30;
const DAY_MS = 86_400_000;

const Envelope = z.object({ topic_list: z.object({ topics: z.array(asSent) }) });

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
  walk: z.object({ page: z.int(), newest: z.string().nullable() }).nullable(),
});
type Cursor = z.infer<typeof Cursor>;

export const discourseTopicsStream: Stream = { name: "discourse_topics", primaryKey: ["id"] };

export interface DiscourseTopicsOptions {
  readonly http: Http;
  readonly rereadDays?: number;
}

export function discourseTopics({
  http,
  rereadDays = REREAD_DAYS,
}: DiscourseTopicsOptions): Feed<Cursor | null> {
  const { name } = discourseTopicsStream;

  async function readPage(page: number, signal: AbortSignal) {
    const order = { order: "activity", ascending: "false", per_page: `${PAGE_TOPICS_MAX}` };
    const query = { ...order, page: `${page}` };
    const { topic_list } = await http.get(Envelope, "/latest.json", { query, signal });
    return topic_list.topics;
  }

  async function readPages(page: number, signal: AbortSignal) {
    const read = await readWithPageBefore((at) => readPage(at, signal), { page, firstPage: 0 });
    return { ...read, rows: read.rows.filter((topic) => !isPrivate(topic)) };
  }

  return {
    name,
    stream: discourseTopicsStream,

    async fetchPage({ cursor, until, signal }) {
      const start: Cursor = { floor: null, walk: null };
      const { floor, walk } = cursorFrom(Cursor, cursor, { stream: name, start });
      const page = walk?.page ?? 0;
      const { rows, isEnd } = await readPages(page, signal);
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
      const done = isEnd || isOlder;
      return {
        records: inTime.map(({ record }) => record),
        quarantined,
        cursor: done
          ? { floor: newest === null ? floor : rewound(newest, rereadDays * DAY_MS), walk: null }
          : { floor, walk: { page: page + 1, newest } },
        done,
      };
    },

    async sweep({ after, signal }) {
      const page = cursorFrom(z.int(), after, { stream: name, start: 0 });
      const { rows, isEnd } = await readPages(page, signal);
      return { keys: keysOf(rows), after: page + 1, done: isEnd };
    },
  };
}
