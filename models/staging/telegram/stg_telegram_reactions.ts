import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgTelegramMessageKeys } from "./stg_telegram_message_keys.ts";
import { stgTelegramMessages } from "./stg_telegram_messages.ts";
import { stgTelegramMessageVersions } from "./stg_telegram_message_versions.ts";
import { stgTelegramReactionStates } from "./stg_telegram_reaction_states.ts";

const columns = {
  chat_id: "BIGINT",
  message_id: "BIGINT",
  /** `reaction:77`, as the bot's part is called. */
  actor: "VARCHAR",
  user_id: "VARCHAR?",
  /** An emoji, the id of one that somebody drew, or `paid`. */
  reaction: "VARCHAR",
  reacted_at: "TIMESTAMPTZ?",
  /** `export`: the minute is its maker's clock's, and who else reacted may be left out. */
  way: "VARCHAR",
} as const;

const names = Object.keys(columns) as (keyof typeof columns)[];

const REACTION = sql`coalesce(
  r->>'$.emoji', r->>'$.custom_emoji_id', r->>'$.document_id', r->>'$.type'
)`;

/**
 * Who and when is the bot's word: an export has some of those who reacted, by a clock whose zone only
 * the message beside it tells. It counts for whom the bot never saw there.
 */
export const stgTelegramReactions = defineModel({
  name: "stg_telegram_reactions",
  description: "Reactions that stand, one row a message, actor and reaction.",
  from: [
    stgTelegramReactionStates,
    stgTelegramMessages,
    stgTelegramMessageKeys,
    stgTelegramMessageVersions,
  ],
  grain: ["chat_id", "message_id", "actor", "reaction"],
  columns,
  query: (db) =>
    db
      .selectFrom(
        sql<any>`(
          with states as (
            select k.chat_id, k.message_id, s.part as actor, s.user_id, s.changed_at, s.new_reaction
            from stg_telegram_reaction_states as s
            join stg_telegram_message_keys as k
              on (k.way, k.seen_chat_id, k.seen_message_id) = ('bot', s.chat_id, s.message_id)
            union all
            -- Of a message that was written before the bot came, only the reaction was seen.
            select s.chat_id, s.message_id, s.part, s.user_id, s.changed_at, s.new_reaction
            from stg_telegram_reaction_states as s
            anti join stg_telegram_message_keys as k
              on (k.way, k.seen_chat_id, k.seen_message_id) = ('bot', s.chat_id, s.message_id)
          ),
          of_bot as (
            select chat_id, message_id, actor, user_id, changed_at as reacted_at, ${REACTION} as reaction
            from (
              select *, unnest(json_extract(new_reaction, '$[*]')) as r from states
            )
          ),
          zoned as (
            select k.chat_id, k.message_id,
              try_cast(v.local_date as TIMESTAMP) - v.sent_at::TIMESTAMP as ahead
            from stg_telegram_message_versions as v
            join stg_telegram_message_keys as k
              on (k.way, k.seen_chat_id, k.seen_message_id) = (v.way, v.chat_id, v.message_id)
            where v.way = 'export'
            qualify row_number() over (
              partition by k.chat_id, k.message_id order by v.changed_at desc, v.ordinal desc, v.chat_id
            ) = 1
          ),
          counted as (
            select chat_id, message_id, unnest(json_extract(reactions, '$[*]')) as r
            from stg_telegram_messages where reactions is not null
          ),
          recent as (
            select chat_id, message_id, ${REACTION} as reaction,
              unnest(json_extract(r, '$.recent[*]')) as who
            from counted
          ),
          of_export as (
            select chat_id, message_id, reaction,
              case when (who->>'$.from_id') like 'user%' then substr(who->>'$.from_id', 5) end as user_id,
              coalesce(substr(who->>'$.from_id', 5), '') as named,
              try_cast((who->>'$.date') as TIMESTAMP) - ahead as reacted_at
            from recent left join zoned using (chat_id, message_id)
          ),
          both_ways as (
            select chat_id, message_id, actor, user_id, reaction, reacted_at, 'bot' as way from of_bot
            union all
            select chat_id, message_id, 'reaction:' || user_id, user_id, reaction,
              reacted_at::TIMESTAMPTZ, 'export'
            from of_export
            where user_id is not null and (chat_id, message_id, 'reaction:' || user_id) not in (
              select (chat_id, message_id, actor) from states
            )
          )
          select chat_id, message_id, actor, user_id, reaction, max(reacted_at) as reacted_at, way
          from both_ways where reaction is not null
          group by all
        )`.as("standing"),
      )
      .select(names),
});
