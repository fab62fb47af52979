import { inLargerPages } from "../larger-pages.ts";
import type { Feed } from "../source.ts";
import { discourseCategories } from "./categories.ts";
import { discourseLikes, REPLIES_PER_PAGE_MAX } from "./likes.ts";
import type { DiscourseOptions } from "./options.ts";
import { discoursePosts } from "./posts.ts";
import { discourseTopics } from "./topics.ts";
import { discourseUsers } from "./users.ts";

/** Some megabytes of posts. */
const RECORDS_PER_PAGE_MAX = 1_000;

/** So many of a sweep: what is listed and known already is not kept. */
const KEYS_PER_SLICE_MAX = 5_000;

/** A page is worth a minute of waiting at most, or a worker that dies loses too much. */
const REPLIES_MAX = 500;

/** Every stream of one forum. They share one client, and with it one rate. */
export function discourseFeeds(options: DiscourseOptions): Feed[] {
  const repliesMax = Math.min(REPLIES_MAX, options.http.perMinute);
  const pagesOf = (repliesPerPage: number) => ({
    pagesMax: Math.max(1, Math.floor(repliesMax / repliesPerPage)),
    recordsMax: RECORDS_PER_PAGE_MAX,
    keysMax: KEYS_PER_SLICE_MAX,
  });
  return [
    discourseCategories(options),
    inLargerPages(discourseUsers(options), pagesOf(2)),
    inLargerPages(discourseTopics(options), pagesOf(2)),
    inLargerPages(discoursePosts(options), pagesOf(1)),
    inLargerPages(discourseLikes(options), pagesOf(REPLIES_PER_PAGE_MAX)),
  ];
}
