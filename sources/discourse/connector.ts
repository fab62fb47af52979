import { z } from "zod";

import { defineConnector } from "../connector.ts";
import { PerMinute } from "../per-minute.ts";
import { discoursePostsBackfill } from "./backfill.ts";
import { discourseCategoriesStream } from "./categories.ts";
import { destroyedPosts } from "./destroyed-posts.ts";
import { discourseHook } from "./hook.ts";
import { discourseHttp } from "./options.ts";
import { discoursePostsStream } from "./posts.ts";
import { discourseProbes } from "./probes.ts";
import { Reread } from "./reread.ts";
import { discourseTopicsStream } from "./topics.ts";
import { discourseUsersStream } from "./users.ts";
import { discourseFeeds } from "./feeds.ts";
import { discourseLikesStream } from "./likes.ts";
import { Categories } from "./meaning/settings.ts";

/** A Discourse forum, read with an admin's key. */
export const discourse = defineConnector({
  name: "discourse",
  settings: z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    perMinute: PerMinute,
    reread: Reread.prefault({}),
    /** What posts of each category are, by its id: `vklad sources map discourse` proposes it. */
    categories: Categories.optional(),
  }),
  secrets: {
    apiKey: { variable: "VKLAD_DISCOURSE_KEY", purpose: "an admin API key of the club" },
    apiUsername: {
      variable: "VKLAD_DISCOURSE_USER",
      purpose: "the user whose key it is",
      otherwise: "system",
    },
  },
  streams: [
    discourseCategoriesStream,
    discourseLikesStream,
    discoursePostsStream,
    discourseTopicsStream,
    discourseUsersStream,
  ],
  accounts: {
    discourse: {
      example: "17",
      ids: {
        discourse_likes: ["$.acting_user_id"],
        discourse_posts: ["$.user_id"],
        discourse_users: ["$.id"],
      },
    },
  },
  hook: discourseHook,
  open: ({ reread, categories = {}, ...connection }, { hash, pace, kept }) => [
    ...discourseFeeds({
      http: discourseHttp({ ...connection, ...pace }),
      hash,
      reread,
      categories,
    }),
    ...(kept === undefined ? [] : [destroyedPosts(kept, hash)]),
  ],
  backfills: ({ url, apiKey, apiUsername }, { pace }) => [
    discoursePostsBackfill(discourseHttp({ url, apiKey, apiUsername, ...pace })),
  ],
  probes: ({ url, apiKey, apiUsername }, { pace }) =>
    discourseProbes(discourseHttp({ url, apiKey, apiUsername, ...pace })),
});
