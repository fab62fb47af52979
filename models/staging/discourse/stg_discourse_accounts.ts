import { sql } from "kysely";

import { stageAccounts, trace } from "../accounts.ts";
import { stgDiscourseLikes } from "./stg_discourse_likes.ts";
import { stgDiscoursePosts } from "./stg_discourse_posts.ts";
import { stgDiscourseUsers } from "./stg_discourse_users.ts";

/** The list of users is not complete: it lacks whoever was suspended, and pages of it may fail. */
export const stgDiscourseAccounts = stageAccounts({
  name: "stg_discourse_accounts",
  description: "Everyone who left a trace on the forum, one row an account.",
  source: "discourse",
  isNameOwn: true,
  isOneEach: true,
  traces: [
    [trace({ in: stgDiscourseUsers, id: "user_id", name: "display_name", handle: "username" })],
    [trace({ in: stgDiscoursePosts, id: "user_id", name: "display_name", handle: "username" })],
    [trace({ in: stgDiscourseLikes, id: "acting_user_id" })],
  ],
  // Discourse numbers its own system users from -1 down.
  actor: sql`case when try_cast(native_id as BIGINT) <= 0 then 'bot' end`,
});
