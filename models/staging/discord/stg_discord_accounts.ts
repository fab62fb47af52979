import { sql } from "kysely";

import { rawCurrent } from "../../model.ts";
import { stageAccounts, trace } from "../accounts.ts";
import { stgDiscordMembers } from "./stg_discord_members.ts";
import { stgDiscordMessages } from "./stg_discord_messages.ts";
import { stgDiscordReactions } from "./stg_discord_reactions.ts";

const listed = rawCurrent("discord_members");

/** Whoever has left the guild is in its messages still. */
export const stgDiscordAccounts = stageAccounts({
  name: "stg_discord_accounts",
  description: "Everyone who left a trace on Discord, one row an account.",
  source: "discord",
  // People are called there as they like.
  isNameOwn: false,
  isOneEach: true,
  traces: [
    [trace({ in: stgDiscordMembers, id: "user_id", name: "display_name", handle: "username" })],
    [
      trace({ in: stgDiscordMessages, id: "user_id", name: "display_name", handle: "username" }),
      trace({ in: stgDiscordReactions, id: "user_id", name: "display_name", handle: "username" }),
    ],
  ],
  // A webhook writes under an id of its own, and says that it is a bot.
  actor: sql`case when native_id in (
    select user_id from stg_discord_members where is_bot
    union all select user_id from stg_discord_messages where is_bot
  ) then 'bot' end`,
  standing: sql`case
    when native_id in (select user_id from stg_discord_members) then 'open'
    when native_id in (
      select json_extract_string(key, '$[0]') from ${sql.table(listed.name)} where is_deleted
    ) then 'closed'
  end`,
  judgedBy: [listed],
});
