import { z } from "zod";

import { defineConnector } from "../connector.ts";
import { discourseHttp } from "./options.ts";
import { discourseSources } from "./sources.ts";

/** A Discourse forum, read with an admin's key. */
export const discourse = defineConnector({
  name: "discourse",
  settings: z.strictObject({ url: z.url({ protocol: /^https?$/ }) }),
  secrets: {
    apiKey: { variable: "VKLAD_DISCOURSE_KEY", purpose: "an admin API key of the club" },
    apiUsername: {
      variable: "VKLAD_DISCOURSE_USER",
      purpose: "the user whose key it is",
      otherwise: "system",
    },
  },
  streams: [
    { name: "discourse_categories", primaryKey: ["id"] },
    { name: "discourse_likes", primaryKey: ["post_id", "acting_user_id"] },
    { name: "discourse_posts", primaryKey: ["id"] },
    { name: "discourse_topics", primaryKey: ["id"] },
    { name: "discourse_users", primaryKey: ["id"] },
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
  open: (connection, { hash, pace }) =>
    discourseSources({ http: discourseHttp({ ...connection, ...pace }), hash }),
});
