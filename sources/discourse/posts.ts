/**
 * Posts of a Discourse forum, newest first, by `/posts.json?before=`.
 *
 * API: https://docs.discourse.org/#tag/Posts/operation/listPosts
 */
import { z } from "zod";

import { cursorFrom, laterOf, rewound } from "../cursor.ts";
import { SourceShapeError } from "../errors.ts";
import type { Http } from "../http.ts";
import { asSent, sortOut } from "../records.ts";
import type { Feed, Json, Stream } from "../source.ts";
import { idOf, keysOf } from "./ids.ts";
import { isPrivate } from "./private.ts";

/** How many ids below `before` one reply covers at least; servers before May 2024 no more. */
const PAGE_IDS = 50;

/** Edits of real posts came up to weeks after them; none moves a post in the list. */
const REREAD_DAYS = 30;
const DAY_MS = 86_400_000;

const Envelope = z.object({ latest_posts: z.array(asSent) });

const Keyed = z.looseObject({ id: z.int(), created_at: z.iso.datetime({ offset: true }) });

const Cursor = z.object({
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
    })
    .nullable(),
});
type Cursor = z.infer<typeof Cursor>;

export const discoursePostsStream: Stream = {
  name: "discourse_posts",
  primaryKey: ["id"],
  changedAt: ["$.updated_at", "$.created_at"],
};

export interface DiscoursePostsOptions {
  readonly http: Http;
  readonly rereadDays?: number;
}

export function discoursePosts({
  http,
  rereadDays = REREAD_DAYS,
}: DiscoursePostsOptions): Feed<Cursor | null> {
  const { name } = discoursePostsStream;

  async function readBelow(before: number | null, signal: AbortSignal) {
    const query = before === null ? {} : { before: `${before}` };
    const { latest_posts } = await http.get(Envelope, "/posts.json", { query, signal });
    const ids = latest_posts.map(idOf).filter((id) => id !== null);
    if (before === null && latest_posts.length > 0 && ids.length === 0) {
      throw new SourceShapeError(http.system, "GET /posts.json", "no post of the page has an id");
    }
    // Old servers repeat the post at the border.
    const isBelow = (post: Json) => before === null || (idOf(post) ?? 0) < before;
    return {
      posts: latest_posts.filter(isBelow).filter((post) => !isPrivate(post)),
      next: nextBefore(before, ids),
    };
  }

  return {
    name,
    stream: discoursePostsStream,

    async fetchPage({ cursor, until, signal }) {
      const start: Cursor = { high: 0, floor: null, walk: null };
      const { high, floor, walk } = cursorFrom(Cursor, cursor, { stream: name, start });
      const { posts, next } = await readBelow(walk?.before ?? null, signal);
      if (next === null) return { records: [], quarantined: [], cursor, done: true };

      const { known, quarantined } = sortOut(Keyed, posts);
      const inTime = known.filter(
        ({ parsed }) => Date.parse(parsed.created_at) <= Date.parse(until),
      );
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
        cursor: done
          ? {
              high: highest,
              floor: newest === null ? floor : rewound(newest, rereadDays * DAY_MS),
              walk: null,
            }
          : { high, floor, walk: { before: next, high: highest, newest, older } },
        done,
      };
    },

    /** A walk through the whole forum: the only way to learn which posts are gone. */
    async sweep({ after, signal }) {
      const before = cursorFrom(z.int().nullable(), after, { stream: name, start: null });
      const { posts, next } = await readBelow(before, signal);
      return { keys: keysOf(posts), after: next, done: next === null || next <= 1 };
    },
  };
}

/** Null when the forum is empty. Without ids on the page we step over what it surely covered. */
function nextBefore(before: number | null, ids: readonly number[]): number | null {
  const below = ids.filter((id) => before === null || id < before);
  if (below.length > 0) return Math.min(...below);
  return before === null ? null : before - (PAGE_IDS - 1);
}
