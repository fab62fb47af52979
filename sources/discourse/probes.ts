/** Whether a forum's streams can be read: the smallest request of each, and nothing is kept. */
import { z } from "zod";

import type { Probe } from "../connector.ts";
import { SourceAuthError, SourceMissingError } from "../errors.ts";
import type { Http } from "../http.ts";
import { asSent } from "../records.ts";

const rows = z.array(asSent);
const Users = z.array(z.looseObject({ username: z.string() }));

/** By feed. Each asks once; likes twice, because there is no list of them without a user. */
export function discourseProbes(http: Http): Readonly<Record<string, Probe>> {
  const listed =
    <T>(envelope: z.ZodType<T>, path: string, of: (reply: T) => readonly unknown[]): Probe =>
    async (signal) =>
      of(await http.get(envelope, path, { signal })).length;
  // Without addresses: the forum writes each look at those into its log for the staff.
  const users = "/admin/users/list/active.json";
  return {
    discourse_categories: listed(
      z.object({ category_list: z.object({ categories: rows }) }),
      "/categories.json",
      ({ category_list }) => category_list.categories,
    ),
    discourse_users: listed(rows, users, (list) => list),
    discourse_topics: listed(
      z.object({ topic_list: z.object({ topics: rows }) }),
      "/latest.json",
      ({ topic_list }) => topic_list.topics,
    ),
    discourse_posts: listed(
      z.object({ latest_posts: rows }),
      "/posts.json",
      ({ latest_posts }) => latest_posts,
    ),
    async discourse_likes(signal) {
      const [first] = await http.get(Users, users, { signal });
      if (first === undefined) return 0;
      const query = { username: first.username, filter: "1", offset: "0" };
      try {
        const Envelope = z.object({ user_actions: rows });
        const reply = await http.get(Envelope, "/user_actions.json", { query, signal });
        return reply.user_actions.length;
      } catch (error) {
        // This user hides them, as a run would find; the list of users was shown, so the key is good.
        if (error instanceof SourceAuthError || error instanceof SourceMissingError) return 0;
        throw error;
      }
    },
  };
}
