/**
 * Likes by the one who gave them: `/user_actions.json?filter=1`, user by user. Each run asks whoever was
 * seen since, and some of the others, so that everybody is asked once a day: who likes by the API is
 * not seen.
 *
 * A like changes neither the post's version nor its date, so posts do not tell. Of a withdrawn like
 * nothing tells at all: only the sweep finds it missing.
 *
 * API: https://docs.discourse.org/ does not describe it; UserActionsController of Discourse does.
 */
import { z } from "zod";

import { cursorFrom, laterOf, rewound } from "../cursor.ts";
import type { Http } from "../http.ts";
import { landable, sortOut } from "../records.ts";
import type { Feed, Json, Key, Quarantined, Stream, SweepRequest, Unjudged } from "../source.ts";
import { isRefusal } from "./asked-twice.ts";
import { BEGINNING, Everybody, membersDue, newEverybody, Place } from "./everybody.ts";
import { beginningOf, readLikes } from "./user-likes.ts";
import { readUsers, readUsersSeen, SEEN_MARGIN_MS } from "./users.ts";

/** Lists that one page asks for at most, each twice at worst: a minute of a forum's usual rate. */
const LISTS_PER_PAGE_MAX = 28;
export const REPLIES_PER_PAGE_MAX = 2 * LISTS_PER_PAGE_MAX + 4;

/** Longer than a walk through all users takes on a forum of thousands. */
const REREAD_DAYS = 3;
const DAY_MS = 86_400_000;

const WithKey = z.looseObject({ post_id: z.int(), acting_user_id: z.int() });
const Keyed = WithKey.extend({ created_at: z.iso.datetime({ offset: true }) });

const Cursor = z.object({
  /** Likes given before it are not read again. */
  floor: z.string().nullable(),
  /** Members whose likes were never shown to their end: they are read whole, whatever the floor. */
  unread: z.array(z.int()).default([]),
  /** When the last walk through everybody that came to its end was begun. */
  wholeAt: z.string().nullable().default(null),
  /** How many it asked. */
  memberCount: z.int().nullable().default(null),
  /** When the last walk through those who were seen was begun. */
  walkedAt: z.string().nullable().default(null),
  /** Of the run that has asked those who were seen, and asks some of the others now. */
  seenAskedBy: z.string().nullable().default(null),
  everybody: Everybody.nullable().default(null),
  /** Through those who were seen, and the first time through everybody. */
  walk: z
    .object({
      place: Place,
      started: z.string(),
      newest: z.string().nullable(),
      asked: z.int().default(0),
      /** Whom the forum saw last before it is not asked for. Null: everybody is. */
      seenSince: z.string().nullable().default(null),
    })
    .nullable(),
});
type Cursor = z.output<typeof Cursor>;

const START: Cursor = {
  floor: null,
  unread: [],
  wholeAt: null,
  memberCount: null,
  walkedAt: null,
  seenAskedBy: null,
  everybody: null,
  walk: null,
};

function newWalk({ wholeAt, walkedAt }: Cursor, until: string): NonNullable<Cursor["walk"]> {
  const isFirst = wholeAt === null || walkedAt === null;
  const seenSince = isFirst ? null : rewound(walkedAt, SEEN_MARGIN_MS);
  return { place: BEGINNING, started: until, newest: null, asked: 0, seenSince };
}

interface Walk {
  readonly from: Place;
  /** Of whom older likes are of no interest, and how old these are. */
  readonly floorOf: (user: number) => string | null;
  /** Whose likes to read; everybody's where absent. */
  readonly only?: ReadonlySet<Json>;
  /** Reads those of whom the forum saw since then alone. */
  readonly seenSince?: string | null;
  readonly listsMax?: number;
  readonly signal: AbortSignal;
}

interface Walked {
  readonly rows: readonly Json[];
  /** Members whose likes are not shown, though they were asked for twice. */
  readonly refused: readonly { readonly id: number; readonly status: number }[];
  /** Members whose likes were read to the end of their list. */
  readonly whole: readonly number[];
  /** How many members are done. */
  readonly asked: number;
  /** Null at the end. */
  readonly place: Place | null;
}

const User = z.looseObject({ id: z.int(), username: z.string() });

async function walkLikes(
  http: Http,
  { from, floorOf, only, seenSince = null, listsMax = LISTS_PER_PAGE_MAX, signal }: Walk,
): Promise<Walked> {
  const { page } = from;
  const listed =
    seenSince === null
      ? await readUsers(http, { page, emails: false, signal })
      : await readUsersSeen(http, { page, since: seenSince, emails: false, signal });
  const users = sortOut(User, listed.rows)
    .known.map(({ parsed }) => parsed)
    .filter(({ id }) => only?.has(id) ?? true);
  const rows: Json[] = [];
  const refused: Walked["refused"][number][] = [];
  const whole: number[] = [];
  let place = from;
  let asked = 0;
  for (let lists = 0; lists < Math.min(listsMax, LISTS_PER_PAGE_MAX); lists += 1) {
    const user = users.find(({ id }) => !place.done.includes(id));
    if (user === undefined) {
      const done = users.map(({ id }) => id);
      const next = listed.isEnd ? null : { page: place.page + 1, done, likes: null };
      return { rows, refused, whole, asked, place: next };
    }
    const floor = floorOf(user.id);
    const likes = place.likes?.user === user.id ? place.likes : beginningOf(user.id);
    const isDone = { ...place, done: [...place.done, user.id], likes: null };
    try {
      const read = await readLikes(http, user.username, likes, signal);
      const recent = read.rows.filter((row) => floor === null || !isBefore(row, floor));
      rows.push(...recent.filter((row) => !isOnPrivateMessage(row)));
      const isPast = recent.length < read.rows.length;
      if (read.next === null) whole.push(user.id);
      const isOver = read.next === null || isPast;
      place = isOver ? isDone : { ...place, likes: read.next };
      if (isOver) asked += 1;
    } catch (error) {
      // A profile that is hidden or was just deleted. The key itself is good: it listed the users.
      if (!isRefusal(error)) throw error;
      refused.push({ id: user.id, status: error.status });
      place = isDone;
      asked += 1;
    }
  }
  return { rows, refused, whole, asked, place };
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

/** What a page of a walk asks for, and what follows. */
interface Turn {
  readonly walk: Pick<Walk, "from" | "seenSince" | "listsMax">;
  after(walked: Walked, instants: readonly string[]): Cursor;
}

/** The first walk of a day follows the one that read everybody without a pace. */
const everybodyIn = ({ everybody, wholeAt }: Cursor, until: string) =>
  everybody ?? newEverybody(wholeAt ?? until, until);

const isAllAsked = (cursor: Cursor, until: string) =>
  membersDue(everybodyIn(cursor, until), { ...cursor, until }) === 0;

export function discourseLikes({
  http,
  rereadDays = REREAD_DAYS,
}: DiscourseLikesOptions): Feed<Cursor | null> {
  const { name } = discourseLikesStream;
  const placeFrom = (after: Json) => cursorFrom(Place, after, { stream: name, start: BEGINNING });

  /** Of everybody, or of some, whatever the age. */
  async function walkWhole({ after, until, signal }: SweepRequest, only: Pick<Walk, "only"> = {}) {
    const from = placeFrom(after);
    const walked = await walkLikes(http, { from, floorOf: () => null, signal, ...only });
    const { known, quarantined } = sortOut(Keyed, walked.rows);
    const inTime = known.filter(({ parsed }) => Date.parse(parsed.created_at) <= Date.parse(until));
    const keys = sortOut(WithKey, walked.rows).known.map(({ parsed }): Key => [
      parsed.post_id,
      parsed.acting_user_id,
    ]);
    return { ...walked, keys, records: inTime.map(({ record }) => record), quarantined };
  }

  /** The newest of some instants until then, and of one before them. */
  function newestOf(before: string | null, instants: readonly string[], started: string) {
    // A walk that was stopped for days must not believe that it saw those days of everybody: what is
    // newer than its start does not move the floor.
    return instants
      .filter((instant) => Date.parse(instant) <= Date.parse(started))
      .reduce<string | null>(laterOf, before);
  }

  const below = (newest: string | null, floor: string | null) =>
    newest === null ? floor : rewound(newest, rereadDays * DAY_MS);

  /** Those who were seen; the first time everybody, without a pace. */
  function seenTurn(given: Cursor, until: string): Turn {
    const walk = given.walk ?? newWalk(given, until);
    const { place: from, seenSince, started } = walk;
    return {
      walk: { from, seenSince },
      after({ place, asked }, instants) {
        const newest = newestOf(walk.newest, instants, started);
        const sum = walk.asked + asked;
        if (place !== null) return { ...given, walk: { ...walk, place, newest, asked: sum } };
        if (seenSince !== null)
          return { ...given, walkedAt: started, walk: null, seenAskedBy: until };
        const first = { floor: below(newest, given.floor), wholeAt: started, memberCount: sum };
        return { ...given, ...first, walkedAt: started, walk: null };
      },
    };
  }

  /** Some of everybody. */
  function everybodysTurn(given: Cursor, until: string): Turn {
    const everybody = everybodyIn(given, until);
    const { place: from, started } = everybody;
    return {
      walk: { from, listsMax: membersDue(everybody, { ...given, until }) },
      after({ place, asked }, instants) {
        const newest = newestOf(everybody.newest, instants, started);
        const sum = everybody.asked + asked;
        if (place !== null)
          return { ...given, everybody: { ...everybody, newest, asked: sum, place } };
        const whole = { floor: below(newest, given.floor), wholeAt: started, memberCount: sum };
        return { ...given, ...whole, everybody: newEverybody(until, until) };
      },
    };
  }

  return {
    name,
    stream: discourseLikesStream,

    async fetchPage({ cursor, until, signal }) {
      const given = cursorFrom<Cursor>(Cursor, cursor, { stream: name, start: START });
      const { floor, unread } = given;
      // A run that was broken off has seen less: the next one asks those who were seen meanwhile, too.
      const isSeenAsked = given.seenAskedBy === until;
      const turn = isSeenAsked ? everybodysTurn(given, until) : seenTurn(given, until);
      const floorOf = (user: number) => (unread.includes(user) ? null : floor);
      const walked = await walkLikes(http, { ...turn.walk, floorOf, signal });
      const { known, quarantined } = sortOut(Keyed, walked.rows);
      const inTime = known.filter(
        ({ parsed }) => Date.parse(parsed.created_at) <= Date.parse(until),
      );
      const newlyRefused = walked.refused.filter(({ id }) => !unread.includes(id));
      const left = [...unread, ...newlyRefused.map(({ id }) => id)].filter(
        (id) => !walked.whole.includes(id),
      );
      const instants = inTime.map(({ parsed }) => parsed.created_at);
      const next = { ...turn.after(walked, instants), unread: left };
      const isDone = next.walk === null && (next.seenAskedBy === null || isAllAsked(next, until));
      return {
        records: inTime.map(({ record }) => record),
        quarantined: [...quarantined, ...newlyRefused.map(quarantinedAs)],
        cursor: isDone ? { ...next, seenAskedBy: null } : next,
        done: isDone,
        ...(floor === null ? {} : { isReread: true }),
      };
    },

    readAgain: (refused) => landable(Keyed, [refused]),

    /** Likes that are hidden from us still exist: nothing is said of their members. */
    async sweep(request) {
      const { refused, place, keys, records, quarantined } = await walkWhole(request);
      const unjudged = refused.map(({ id }): Unjudged => ({
        field: "acting_user_id",
        prefix: `${id}`,
        isWhole: true,
      }));
      return { keys, records, quarantined, unjudged, after: place, done: place === null };
    },

    /**
     * Reads the likes of their members again. At the end of the list of users what did not come is
     * withdrawn, or its member is gone.
     */
    async look({ keys, ...request }) {
      const only = new Set(keys.map(([, user]) => user ?? null));
      const {
        refused,
        place,
        keys: listed,
        records,
        quarantined,
      } = await walkWhole(request, {
        only,
      });
      const shown = new Set(listed.map((key) => JSON.stringify(key)));
      const hidden = new Set<Json>(refused.map(({ id }) => id));
      const isThere = (key: Key) => shown.has(JSON.stringify(key)) || hidden.has(key[1] ?? null);
      const gone = place === null ? keys.filter((key) => !isThere(key)) : [];
      return { keys: keys.filter(isThere), gone, records, quarantined, after: place };
    },
  };
}

function quarantinedAs({ id, status }: Walked["refused"][number]): Quarantined {
  return {
    record: { acting_user_id: id },
    reason: `the likes of this user are not shown: status ${status}`,
  };
}
