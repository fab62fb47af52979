/** Everybody is asked for likes once a day: some in each run, so that none waits for a thousand lists. */
import { z } from "zod";

import { dueOf } from "./paced.ts";
import { LikesPlace } from "./user-likes.ts";

const HOURS = 24;

/** Where a walk stands: a page of the user list, who of it is done, and a place in one's likes. */
export const Place = z.object({
  page: z.int(),
  done: z.array(z.int()),
  likes: LikesPlace.nullable(),
});
export type Place = z.infer<typeof Place>;

export const BEGINNING: Place = { page: 1, done: [], likes: null };

/** The walk through everybody that is under way. */
export const Everybody = z.object({
  /** In a day from then on it comes to its end. */
  from: z.string(),
  /** Not after it began. */
  started: z.string(),
  newest: z.string().nullable(),
  asked: z.int(),
  place: Place,
});
export type Everybody = z.infer<typeof Everybody>;

export function newEverybody(from: string, started: string): Everybody {
  return { from, started, newest: null, asked: 0, place: BEGINNING };
}

/** How many more are to be asked now; all that are left once the day is over. */
export function membersDue(
  { from, asked }: Everybody,
  { memberCount, until }: { readonly memberCount: number | null; readonly until: string },
): number {
  // Where an older version has not counted them, all are asked at the day's end.
  return dueOf({ from, done: asked }, { count: memberCount ?? 0, until, hours: HOURS });
}
