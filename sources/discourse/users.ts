/**
 * Everybody with an account on a Discourse forum, from the admin's list.
 *
 * API: https://docs.discourse.org/#tag/Admin/operation/adminListUsers
 */
import { z } from "zod";

import { cursorFrom, rewound } from "../cursor.ts";
import type { Http } from "../http.ts";
import { asSent, landable, sortOut, withoutFields } from "../records.ts";
import type { Withheld } from "../records.ts";
import type { Feed, Json, Stream } from "../source.ts";
import { askedTwice } from "./asked-twice.ts";
import { keysOf } from "./ids.ts";
import type { DiscourseOptions } from "./options.ts";
import { dueOf } from "./paced.ts";
import { readWithPageBefore } from "./page-before.ts";
import { REREAD } from "./reread.ts";

/** The list counts from 1; 0 would give the first page again. */
const FIRST_PAGE = 1;

const Envelope = z.array(asSent);

const Keyed = z.looseObject({
  id: z.int(),
  username: z.string(),
  created_at: z.iso.datetime({ offset: true }).optional(),
});

const WITHHELD: Withheld = {
  hash: [["email"], ["secondary_emails"], ["unconfirmed_emails"]],
  drop: [
    ["**", "ip_address"],
    ["**", "registration_ip_address"],
    // Sign-in providers: their description is an e-mail address again.
    ["associated_accounts"],
    // Counted at the moment of asking: with them every user would be new in every run.
    ["created_at_age"],
    ["last_seen_age"],
    ["last_emailed_age"],
  ],
};

/** Users of one page of the list and of the page before it, e-mail addresses included. */
export async function readUsers(
  http: Http,
  { page, emails, signal }: { page: number; emails: boolean; signal: AbortSignal },
) {
  // By age new accounts join at the end, where the walk has not been yet.
  const query = { order: "created", asc: "true", ...(emails ? { show_emails: "true" } : {}) };
  return readWithPageBefore(
    (at) =>
      http.get(Envelope, "/admin/users/list/active.json", {
        query: { ...query, page: `${at}` },
        signal,
      }),
    { page, firstPage: FIRST_PAGE },
  );
}

/**
 * Users whom the forum saw since an instant, and those of whom it does not say: of one page of the
 * list with the last seen first. Whoever is seen meanwhile moves up, into what is asked next time.
 */
export async function readUsersSeen(
  http: Http,
  {
    page,
    since,
    emails,
    signal,
  }: { page: number; since: string; emails: boolean; signal: AbortSignal },
): Promise<{ rows: readonly Json[]; isEnd: boolean }> {
  const query = { order: "seen", page: `${page}`, ...(emails ? { show_emails: "true" } : {}) };
  const rows = await askedTwice(
    () => http.get(Envelope, "/admin/users/list/active.json", { query, signal }),
    (reply) => reply.length === 0,
  );
  const seen = rows.filter((row) => !isUnseen(row, since));
  return { rows: seen, isEnd: rows.length === 0 || seen.length < rows.length };
}

/** A forum's clock may be an hour off ours, and tells no more than the minute. */
export const SEEN_MARGIN_MS = 2 * 3_600_000;

const Seen = z.looseObject({ last_seen_at: z.iso.datetime({ offset: true }) });

function isUnseen(row: Json, since: string): boolean {
  const { data } = Seen.safeParse(row);
  return data !== undefined && Date.parse(data.last_seen_at) < Date.parse(since);
}

export const discourseUsersStream: Stream = { name: "discourse_users", primaryKey: ["id"] };

const Cursor = z.object({
  /** When the run before was begun; null until the whole list was read once. */
  readAt: z.string().nullable(),
  /** Of a run that is under way: the next page of who was seen last, null behind it. */
  seen: z.object({ by: z.string(), page: z.int().nullable() }).nullable(),
  /** The reading of the whole list that is under way, and its next page. */
  whole: z
    .object({
      from: z.string(),
      page: z.int(),
      /** How many pages the reading before had. */
      pageCount: z.int(),
      /** The two before had as many. An end that is believed wrongly is soon read behind. */
      isSure: z.boolean(),
    })
    .nullable(),
});
type Cursor = z.output<typeof Cursor>;

const START: Cursor = { readAt: null, seen: null, whole: null };

/** Of an older version, which read the whole list in each run: the page that came next. */
const PageAlone = z.int().transform((page): Cursor => ({
  ...START,
  whole: { from: new Date(0).toISOString(), page, pageCount: 0, isSure: false },
}));

/**
 * Each run reads who was seen since the one before: whatever members change themselves. What staff
 * changes of a member who is away the whole list tells, which is read by little in each run, and at
 * once where the forum tells of a change.
 */
export function discourseUsers({
  http,
  hash,
  reread: { usersEveryHours: hours } = REREAD,
}: DiscourseOptions): Feed<Cursor | null> {
  const { name } = discourseUsersStream;
  const withheld = withoutFields(WITHHELD, hash);

  const newWhole = (from: string, pageCount = 0, isSure = false) => ({
    from,
    page: FIRST_PAGE,
    pageCount,
    isSure,
  });

  function isWholeDue({ readAt, whole }: Cursor, until: string, isTold: boolean) {
    if (whole === null || !whole.isSure || isTold || readAt === null) return true;
    const place = { from: whole.from, done: whole.page - FIRST_PAGE };
    return dueOf(place, { count: whole.pageCount, until, hours }) > 0;
  }

  /** One more page of the whole list. Behind its end it begins anew. */
  async function readOn<C extends Cursor>(given: C, until: string, signal: AbortSignal) {
    const whole = given.whole ?? newWhole(until);
    const { page } = whole;
    const { rows, isEnd } = await readUsers(http, { page, emails: true, signal });
    const next = isEnd
      ? newWhole(until, page, page === whole.pageCount)
      : { ...whole, page: page + 1 };
    return { rows, isEnd, next: { ...given, whole: next } };
  }

  /** One more page of those who were seen. */
  async function readSeen(
    given: Cursor & { readonly readAt: string; readonly seen: NonNullable<Cursor["seen"]> },
    signal: AbortSignal,
  ) {
    const page = given.seen.page ?? FIRST_PAGE;
    const since = rewound(given.readAt, SEEN_MARGIN_MS);
    const { rows, isEnd } = await readUsersSeen(http, { page, since, emails: true, signal });
    const seen = { ...given.seen, page: isEnd ? null : page + 1 };
    return { rows, isEnd: false, next: { ...given, seen } };
  }

  return {
    name,
    stream: discourseUsersStream,

    async fetchPage({ cursor, until, isTold = false, signal }) {
      const schema = z.union([Cursor, PageAlone]);
      const before = cursorFrom<Cursor>(schema, cursor, { stream: name, start: START });
      const seenBefore = before.seen?.by === until ? before.seen : null;
      const isBegin = seenBefore === null;
      // A run that was broken off has seen less: the next one begins with who was seen again.
      const seen = seenBefore ?? { by: until, page: FIRST_PAGE };
      // What was read of the list before the forum told of something is read anew.
      const whole = isTold && isBegin ? newWhole(until) : before.whole;
      const given = { ...before, seen, whole };
      const { readAt } = given;
      const isSeenRead = readAt === null || seen.page === null;
      const { rows, isEnd, next } = isSeenRead
        ? await readOn(given, until, signal)
        : await readSeen({ ...given, readAt }, signal);
      const { known, quarantined } = sortOut(Keyed, rows.map(withheld));
      const inTime = known.filter(
        ({ parsed }) =>
          parsed.created_at === undefined || Date.parse(parsed.created_at) <= Date.parse(until),
      );
      // Behind the end of the list all was read, whatever is due of it anew.
      const isBehind = readAt === null || next.seen.page === null;
      const done = isEnd || (isBehind && !isWholeDue(next, until, isTold));
      return {
        records: inTime.map(({ record }) => record),
        quarantined,
        cursor: done ? { ...next, readAt: until, seen: null } : next,
        done,
        isReread: true,
      };
    },

    readAgain: (refused) => landable(Keyed, [refused]),

    async sweep({ after, signal }) {
      const page = cursorFrom(z.int(), after, { stream: name, start: FIRST_PAGE });
      const { rows, isEnd } = await readUsers(http, { page, emails: false, signal });
      return { keys: keysOf(rows), after: page + 1, done: isEnd };
    },
  };
}
