import { sql } from "kysely";

import { rawCurrent, refRun } from "../../model.ts";
import { stageAccounts, trace } from "../accounts.ts";
import { stgDiscourseLikes } from "./stg_discourse_likes.ts";
import { stgDiscoursePosts } from "./stg_discourse_posts.ts";
import { stgDiscourseUsers } from "./stg_discourse_users.ts";

const listed = rawCurrent("discourse_users");

/** The list of users is not complete: it lacks whoever was deleted, and pages of it may fail. */
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
  // Who was listed and is so no longer has left or was deleted; who is suspended stays listed.
  standing: sql`case
    when native_id in (
      select user_id from stg_discourse_users cross join ref_run
      where is_active is false or is_staged or suspended_till > as_of_day
    ) then 'closed'
    when native_id in (select user_id from stg_discourse_users) then 'open'
    when native_id in (
      select json_extract_string(key, '$[0]') from ${sql.table(listed.name)} where is_deleted
    ) then 'closed'
  end`,
  judgedBy: [listed, refRun],
  // An account is active once its address was confirmed; a staged one was made by a letter.
  addresses: {
    from: [stgDiscourseUsers],
    rows: sql`select user_id as native_id, address_hash,
      coalesce(is_active, false) and not coalesce(is_staged, false) as is_confirmed
      from stg_discourse_users where address_hash is not null`,
  },
});
