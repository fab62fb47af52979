/**
 * Likes by the one who gave them: `/user_actions.json?filter=1`, user by user.
 *
 * A like changes neither the post's version nor its date, so posts do not tell. Of a withdrawn like
 * nothing tells at all: only the sweep finds it missing.
 *
 * API: https://docs.discourse.org/ does not describe it; UserActionsController of Discourse does.
 */
import { z } from "zod";

import { cursorFrom, laterOf, rewound } from "../cursor.ts";
import { SourceAuthError, SourceMissingError } from "../errors.ts";
import type { Http } from "../http.ts";
import { sortOut } from "../records.ts";
import type { Feed, Json, Quarantined, Stream } from "../source.ts";
import { beginningOf, LikesPlace, readLikes } from "./user-likes.ts";
import { readUsers } from "./users.ts";

/** One page asks for so many lists at most; half a minute of a forum's usual rate. */
export const REPLIES_PER_PAGE_MAX = 30;

/** Longer than a walk through all users takes on a forum of thousands. */
const REREAD_DAYS = 3;
const DAY_MS = 86_400_000;

const Key = z.looseObject({ post_id: z.int(), acting_user_id: z.int() });
const Keyed = Key.extend({ created_at: z.iso.datetime({ offset: true }) });

/** Where a walk stands: a page of the user list, who of it is done, and a place in one's likes. */
const Place = z.object({
  page: z.int(),
  done: z.array(z.int()),
  likes: LikesPlace.nullable(),
});
type Place = z.infer<typeof Place>;

const BEGINNING: Place = { page: 1, done: [], likes: null };

const Cursor = z.object({
  /** Likes given before it are not read again. */
  floor: z.string().nullable(),
  walk: z.object({ place: Place, started: z.string(), newest: z.string().nullable() }).nullable(),
});
type Cursor = z.infer<typeof Cursor>;

interface Walked {
  readonly rows: readonly Json[];
  readonly refused: readonly Quarantined[];
  /** Null at the end. */
  readonly place: Place | null;
}

const User = z.looseObject({ id: z.int(), username: z.string() });

async function walkLikes(
  http: Http,
  { from, floor, signal }: { from: Place; floor: string | null; signal: AbortSignal },
): Promise<Walked> {
  const listed = await readUsers(http, { page: from.page, emails: false, signal });
  const users = sortOut(User, listed.rows).known.map(({ parsed }) => parsed);
  const rows: Json[] = [];
  const refused: Quarantined[] = [];
  let place = from;
  for (let replies = 0; replies < REPLIES_PER_PAGE_MAX; replies += 1) {
    const user = users.find(({ id }) => !place.done.includes(id));
    if (user === undefined) {
      const done = users.map(({ id }) => id);
      const next = listed.isEnd ? null : { page: place.page + 1, done, likes: null };
      return { rows, refused, place: next };
    }
    const likes = place.likes?.user === user.id ? place.likes : beginningOf(user.id);
    const isDone = { ...place, done: [...place.done, user.id], likes: null };
    try {
      const read = await readLikes(http, user.username, likes, signal);
      rows.push(...read.rows.filter((row) => !isOnPrivateMessage(row)));
      const isPast = floor !== null && read.rows.some((row) => isBefore(row, floor));
      place = read.next === null || isPast ? isDone : { ...place, likes: read.next };
    } catch (error) {
      // A profile that is hidden or was just deleted. The key itself is good: it listed the users.
      if (!isOfUserAlone(error)) throw error;
      const reason = `the likes of this user are not shown: status ${error.status}`;
      refused.push({ record: { acting_user_id: user.id }, reason });
      place = isDone;
    }
  }
  return { rows, refused, place };
}

function isOfUserAlone(error: unknown): error is SourceAuthError | SourceMissingError {
  return error instanceof SourceAuthError || error instanceof SourceMissingError;
}

/** Rows name no archetype, but every public topic has a category and no message has one. */
function isOnPrivateMessage(row: Json): boolean {
  return z.looseObject({ category_id: z.null() }).safeParse(row).success;
}

function isBefore(row: Json, floor: string): boolean {
  const { data } = Keyed.safeParse(row);
  return data !== undefined && Date.parse(data.created_at) < Date.parse(floor);
}

export const discourseLikesStream: Stream = {
  name: "discourse_likes",
  primaryKey: ["post_id", "acting_user_id"],
};

export interface DiscourseLikesOptions {
  readonly http: Http;
  readonly rereadDays?: number;
}

export function discourseLikes({
  http,
  rereadDays = REREAD_DAYS,
}: DiscourseLikesOptions): Feed<Cursor | null> {
  const { name } = discourseLikesStream;
  return {
    name,
    stream: discourseLikesStream,

    async fetchPage({ cursor, until, signal }) {
      const start: Cursor = { floor: null, walk: null };
      const { floor, walk } = cursorFrom(Cursor, cursor, { stream: name, start });
      const started = walk?.started ?? until;
      const from = walk?.place ?? BEGINNING;
      const { rows, refused, place } = await walkLikes(http, { from, floor, signal });
      const { known, quarantined } = sortOut(Keyed, rows);
      const inTime = known.filter(
        ({ record, parsed }) =>
          Date.parse(parsed.created_at) <= Date.parse(until) &&
          (floor === null || !isBefore(record, floor)),
      );
      // A walk that was stopped for days must not believe that it saw those days of everybody: what
      // is newer than its start does not move the floor.
      const newest = inTime
        .filter(({ parsed }) => Date.parse(parsed.created_at) <= Date.parse(started))
        .reduce<string | null>(
          (latest, { parsed }) => laterOf(latest, parsed.created_at),
          walk?.newest ?? null,
        );
      const rewoundFloor = newest === null ? floor : rewound(newest, rereadDays * DAY_MS);
      return {
        records: inTime.map(({ record }) => record),
        quarantined: [...quarantined, ...refused],
        cursor:
          place === null
            ? { floor: rewoundFloor, walk: null }
            : { floor, walk: { place, started, newest } },
        done: place === null,
      };
    },

    async sweep({ after, signal }) {
      const from = cursorFrom(Place, after, { stream: name, start: BEGINNING });
      const { rows, refused, place } = await walkLikes(http, { from, floor: null, signal });
      // Whoever is gone took the likes along; likes that are only hidden from us still exist.
      if (refused.some(({ reason }) => !/ (404|410)$/.test(reason))) {
        throw new Error(
          `The sweep of likes stopped: ${refused.length} profiles are hidden from this key, so ` +
            `their likes would look withdrawn. Use an admin's key.`,
        );
      }
      const keys = sortOut(Key, rows).known.map(({ parsed }) => [
        parsed.post_id,
        parsed.acting_user_id,
      ]);
      return { keys, after: place, done: place === null };
    },
  };
}
