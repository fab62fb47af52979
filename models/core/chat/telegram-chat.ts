import { sql } from "kysely";

import { stgTelegramMessages } from "../../staging/telegram/stg_telegram_messages.ts";
import { telegramUsers } from "../identity/telegram_users.ts";
import type { ChatSystem } from "./chat-system.ts";

/**
 * Once for both ways in which a message comes. A number counts within its chat: of an answer to what
 * was written before a group became a supergroup, nothing says what it answers.
 */
export const telegramChat: ChatSystem = {
  from: [stgTelegramMessages, telegramUsers],
  query: sql`
    select 'telegram' as system, m.chat_id::VARCHAR as chat_id, m.message_id::VARCHAR as message_id,
      account_key, member_id, cohort as cohort_id,
      -- Nothing that lands says who may look into a group but its members.
      true as is_closed,
      case when m.reply_to_chat_id = m.chat_id
        then m.reply_to_message_id::VARCHAR end as reply_to_message_id,
      text, sent_at, edited_at
    from stg_telegram_messages as m
    join telegram_users as u on u.user_id = m.user_id
    -- A picture without a word is nothing that was said, and a note of Telegram's is nobody's.
    where text is not null and text <> '' and service is null and not is_forwarded`,
};
