import { z } from "zod";

import { SourceShapeError } from "../errors.ts";
import type { Http } from "../http.ts";
import { asSent, withoutFields } from "../records.ts";
import type { Json } from "../source.ts";
import { askedTwice } from "./asked-twice.ts";
import { idOf } from "./ids.ts";
import { isPrivate } from "./private.ts";

/** How many ids below `before` one reply covers at least; servers before May 2024 no more. */
export const PAGE_IDS = 50;

const Envelope = z.object({ latest_posts: z.array(asSent) });

/** Counted by being looked at: with them every post would be new in every run. */
const withoutCounters = withoutFields(
  { drop: [["reads"], ["readers_count"], ["score"], ["incoming_link_count"]] },
  String,
);

export interface PostsBelow {
  readonly posts: readonly Json[];
  /** Everything from here up to `before` was shown. Null: the forum is empty. */
  readonly next: number | null;
}

/** One reply of `/posts.json`, newest first, strictly below `before`; null begins at the newest. */
export async function readPostsBelow(
  http: Http,
  before: number | null,
  signal: AbortSignal,
): Promise<PostsBelow> {
  const query = before === null ? {} : { before: `${before}` };
  // Old servers repeat the post at the border.
  const isBelow = (post: Json) => before === null || (idOf(post) ?? 0) < before;
  const { latest_posts } = await askedTwice(
    () => http.get(Envelope, "/posts.json", { query, signal }),
    (reply) => !reply.latest_posts.some(isBelow),
  );
  const ids = latest_posts.map(idOf).filter((id) => id !== null);
  if (before === null && latest_posts.length > 0 && ids.length === 0) {
    throw new SourceShapeError(http.system, "GET /posts.json", "no post of the page has an id");
  }
  return {
    posts: latest_posts
      .filter(isBelow)
      .filter((post) => !isPrivate(post))
      .map(withoutCounters),
    next: nextBefore(before, ids),
  };
}

/** Without ids on the page we step over what it surely covered. */
function nextBefore(before: number | null, ids: readonly number[]): number | null {
  const below = ids.filter((id) => before === null || id < before);
  if (below.length > 0) return Math.min(...below);
  return before === null ? null : before - (PAGE_IDS - 1);
}
