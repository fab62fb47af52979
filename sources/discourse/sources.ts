import type { Source } from "../source.ts";
import { discourseCategories } from "./categories.ts";
import { discourseLikes } from "./likes.ts";
import type { DiscourseOptions } from "./options.ts";
import { discoursePosts } from "./posts.ts";
import { discourseTopics } from "./topics.ts";
import { discourseUsers } from "./users.ts";

/** Every stream of one forum. They share one client, and with it one rate. */
export function discourseSources(options: DiscourseOptions): Source[] {
  return [
    discourseCategories(options),
    discourseUsers(options),
    discourseTopics(options),
    discoursePosts(options),
    discourseLikes(options),
  ];
}
