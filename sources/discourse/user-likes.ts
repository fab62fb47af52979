import { z } from "zod";

import type { Http } from "../http.ts";
import { asSent } from "../records.ts";
import type { Json } from "../source.ts";
import { askedTwice } from "./asked-twice.ts";

/** `UserAction::LIKE`: a like given, seen from its giver. */
const LIKES_GIVEN = "1";

/** What a reply holds that has more behind it. */
const ROWS_PER_REPLY = 30;

/** A list that changes under us so often is not worth reading now. */
const RESTARTS_MAX = 5;

const Envelope = z.object({ user_actions: z.array(asSent) });

export const LikesPlace = z.object({
  user: z.int(),
  /** How many rows of the list were taken. */
  taken: z.int(),
  /** The last of them. */
  last: z.string().nullable(),
  /** The reply before was no full one: the list ends there unless that reply was cut. */
  isShort: z.boolean().default(false),
  restarts: z.int(),
});
export type LikesPlace = z.infer<typeof LikesPlace>;

export interface LikesRead {
  readonly rows: readonly Json[];
  /** Null when the list has no more. */
  readonly next: LikesPlace | null;
}

export function beginningOf(user: number): LikesPlace {
  return { user, taken: 0, last: null, isShort: false, restarts: 0 };
}

/**
 * The next rows of one user's likes, newest first.
 *
 * The list knows only offsets. So each reply begins with the last row of the one before: where that
 * row is missing, likes were withdrawn while we read and rows moved up unseen, and the list is read
 * from its beginning. Its end is believed when two replies say so.
 */
export async function readLikes(
  http: Http,
  username: string,
  place: LikesPlace,
  signal: AbortSignal,
): Promise<LikesRead> {
  const offset = Math.max(0, place.taken - 1);
  const query = { username, filter: LIKES_GIVEN, offset: `${offset}` };
  const { user_actions, marks, known, rows } = await askedTwice(
    async () => {
      const reply = await http.get(Envelope, "/user_actions.json", { query, signal });
      const shown = reply.user_actions.map(markOf);
      const at = place.last === null ? -1 : shown.indexOf(place.last);
      return { ...reply, marks: shown, known: at, rows: reply.user_actions.slice(at + 1) };
    },
    (reply) => {
      const isLost = place.last !== null && reply.known === -1;
      return isLost || (reply.rows.length === 0 && !place.isShort);
    },
  );
  if (place.last !== null && known === -1) {
    const restarts = place.restarts + 1;
    if (restarts > RESTARTS_MAX) {
      throw new Error(
        `The likes of user ${place.user} changed ${restarts} times while they were read; ` +
          `expected a list that holds still for a few replies. Run again later.`,
      );
    }
    return { rows: [], next: { ...beginningOf(place.user), restarts } };
  }
  // Nothing new below the last row; were there new likes above it, the end would still be below.
  const isEnd = rows.length === 0 && known <= 0;
  const last = marks.at(-1) ?? place.last;
  const taken = offset + user_actions.length;
  const isShort = user_actions.length < ROWS_PER_REPLY;
  return { rows, next: isEnd ? null : { ...place, taken, last, isShort } };
}

/** Tells rows of one list apart, unreadable ones too. */
function markOf(row: Json): string {
  const Mark = z.looseObject({ post_id: asSent, created_at: asSent });
  const mark = Mark.safeParse(row);
  return JSON.stringify(mark.success ? [mark.data.post_id, mark.data.created_at] : row);
}
