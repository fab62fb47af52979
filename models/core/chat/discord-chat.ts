import { sql } from "kysely";

import { stgDiscordChannels } from "../../staging/discord/stg_discord_channels.ts";
import { stgDiscordMessages } from "../../staging/discord/stg_discord_messages.ts";
import { discordUsers } from "../identity/discord_users.ts";
import type { ChatSystem } from "./chat-system.ts";

/** Of `type`: a message and an answer. Others are Discord's notes on who joined and what was pinned. */
const WRITTEN = [0, 19] as const;

/** Of `reference_type`: words of another message, with nothing of one's own. */
const FORWARDED = 1;

export const discordChat: ChatSystem = {
  from: [stgDiscordMessages, stgDiscordChannels, discordUsers],
  query: sql`
    select 'discord' as system, m.channel_id as chat_id, m.message_id, account_key, member_id,
      cohort_id,
      -- Of a channel that has not landed nobody knows who may look.
      coalesce(is_closed, true) as is_closed,
      case when m.type = 19 then reference_message_id end as reply_to_message_id,
      text, sent_at, edited_at
    from stg_discord_messages as m
    join discord_users as u on u.user_id = m.user_id
    -- A message may come before its channel; it does not wait for it.
    left join stg_discord_channels as c on c.channel_id = m.channel_id
    where m.type in (${sql.join(WRITTEN.map((type) => sql.lit(type)))})
      and coalesce(reference_type, 0) <> ${sql.lit(FORWARDED)}`,
};
