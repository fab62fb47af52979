import { sql } from "kysely";

import { stageAccounts, trace } from "../accounts.ts";
import { stgTelegramArrivals } from "./stg_telegram_arrivals.ts";
import { stgTelegramMemberVersions } from "./stg_telegram_member_versions.ts";
import { stgTelegramMessageVersions } from "./stg_telegram_message_versions.ts";
import { stgTelegramReactionStates } from "./stg_telegram_reaction_states.ts";

/** Telegram lists no members to a bot: they are found where they wrote, reacted, came or went. */
export const stgTelegramAccounts = stageAccounts({
  name: "stg_telegram_accounts",
  description: "Everyone who left a trace in the chats, one row an account.",
  source: "telegram",
  // Anybody may call themselves there as they like, and does.
  isNameOwn: false,
  isOneEach: false,
  traces: [
    [
      trace({
        in: stgTelegramMessageVersions,
        id: "user_id",
        name: "display_name",
        handle: "handle",
      }),
      trace({
        in: stgTelegramReactionStates,
        id: "user_id",
        name: "display_name",
        handle: "handle",
      }),
      trace({
        in: stgTelegramMemberVersions,
        id: "user_id",
        name: "display_name",
        handle: "handle",
      }),
      trace({ in: stgTelegramArrivals, id: "user_id", name: "display_name", handle: "handle" }),
    ],
  ],
  actor: sql`case when native_id in (
    select user_id from stg_telegram_message_versions where is_bot and user_id is not null
    union all select user_id from stg_telegram_member_versions where is_bot
    union all select user_id from stg_telegram_arrivals where is_bot
  ) then 'bot' end`,
});
