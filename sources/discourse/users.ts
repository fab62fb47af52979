/**
 * Everybody with an account on a Discourse forum, from the admin's list.
 *
 * API: https://docs.discourse.org/#tag/Admin/operation/adminListUsers
 */
import { z } from "zod";

import { cursorFrom } from "../cursor.ts";
import type { Http } from "../http.ts";
import { asSent, landable, sortOut, withoutFields } from "../records.ts";
import type { Withheld } from "../records.ts";
import type { Feed, Json, Stream } from "../source.ts";
import { askedTwice } from "./asked-twice.ts";
import { keysOf } from "./ids.ts";
import type { DiscourseOptions } from "./options.ts";
import { readWithPageBefore } from "./page-before.ts";

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
  { page, since, signal }: { page: number; since: string; signal: AbortSignal },
): Promise<{ rows: readonly Json[]; isEnd: boolean }> {
  const query = { order: "seen", page: `${page}` };
  const rows = await askedTwice(
    () => http.get(Envelope, "/admin/users/list/active.json", { query, signal }),
    (reply) => reply.length === 0,
  );
  const seen = rows.filter((row) => !isUnseen(row, since));
  return { rows: seen, isEnd: rows.length === 0 || seen.length < rows.length };
}

const Seen = z.looseObject({ last_seen_at: z.iso.datetime({ offset: true }) });

function isUnseen(row: Json, since: string): boolean {
  const { data } = Seen.safeParse(row);
  return data !== undefined && Date.parse(data.last_seen_at) < Date.parse(since);
}

export const discourseUsersStream: Stream = { name: "discourse_users", primaryKey: ["id"] };

/** The list tells of no changes, so each run reads it whole; null is its beginning. */
export function discourseUsers({ http, hash }: DiscourseOptions): Feed<number | null> {
  const { name } = discourseUsersStream;
  const withheld = withoutFields(WITHHELD, hash);
  const pageOf = (cursor: number | null) =>
    cursorFrom(z.int(), cursor, { stream: name, start: FIRST_PAGE });
  return {
    name,
    stream: discourseUsersStream,

    async fetchPage({ cursor, until, signal }) {
      const page = pageOf(cursor);
      const { rows, isEnd } = await readUsers(http, { page, emails: true, signal });
      const { known, quarantined } = sortOut(Keyed, rows.map(withheld));
      const inTime = known.filter(
        ({ parsed }) =>
          parsed.created_at === undefined || Date.parse(parsed.created_at) <= Date.parse(until),
      );
      return {
        records: inTime.map(({ record }) => record),
        quarantined,
        cursor: isEnd ? null : page + 1,
        done: isEnd,
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
