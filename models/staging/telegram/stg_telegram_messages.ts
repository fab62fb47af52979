import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgTelegramChats } from "./stg_telegram_chats.ts";
import { stgTelegramMessageKeys } from "./stg_telegram_message_keys.ts";
import { stgTelegramMessageVersions } from "./stg_telegram_message_versions.ts";
import { stgTelegramMigrations } from "./stg_telegram_migrations.ts";
import { stgTelegramTopics } from "./stg_telegram_topics.ts";

const columns = {
  /** The chat in which it was written. */
  chat_id: "BIGINT",
  message_id: "BIGINT",
  /** The supergroup that a group has become; else the same chat. */
  current_chat_id: "BIGINT",
  /** Null where a channel or the group itself speaks, and where the account was deleted. */
  user_id: "VARCHAR?",
  author_chat_id: "BIGINT?",
  is_bot: "BOOLEAN?",
  sent_at: "TIMESTAMPTZ",
  /** Of what it says now; null where that is what it said at first. */
  edited_at: "TIMESTAMPTZ?",
  text: "VARCHAR?",
  service: "VARCHAR?",
  /** Its words are another's, passed on. */
  is_forwarded: "BOOLEAN",
  thread_id: "BIGINT?",
  /** The cohort of its topic, or of its chat; null: it is everybody's. */
  cohort: "VARCHAR?",
  reply_to_chat_id: "BIGINT?",
  reply_to_message_id: "BIGINT?",
  quote: "VARCHAR?",
  /** Addresses that it names: a JSON list. */
  links: "VARCHAR?",
  reactions: "VARCHAR?",
} as const;

const names = Object.keys(columns) as (keyof typeof columns)[];

/** Replies are followed so far to the one that opened their topic. */
const REPLIES_MAX = 100;

/**
 * Messages as they stand now, whichever way brought them. What one says is of its newest edit; of one
 * edit, the export's word counts, which has the text as it was in the end. Who said it and where is the
 * bot's word, which knows people by more than a name.
 */
export const stgTelegramMessages = defineModel({
  name: "stg_telegram_messages",
  description: "Messages of the chats as they stand now, one row a message.",
  from: [
    stgTelegramMessageVersions,
    stgTelegramMessageKeys,
    stgTelegramMigrations,
    stgTelegramChats,
    stgTelegramTopics,
  ],
  grain: ["chat_id", "message_id"],
  columns,
  query: (db) =>
    db
      .selectFrom(
        sql<any>`(
          with recursive
          keyed as materialized (
            select k.chat_id, k.message_id,
              r.chat_id as replied_chat_id, r.message_id as replied_id,
              v.* exclude (chat_id, message_id),
              row_number() over (
                partition by k.chat_id, k.message_id
                order by v.changed_at desc, v.way = 'export' desc, v.ordinal desc, v.chat_id
              ) as newest,
              row_number() over (
                partition by k.chat_id, k.message_id
                order by v.way = 'bot' desc, v.changed_at desc, v.ordinal desc, v.chat_id
              ) as best_known,
              row_number() over (
                partition by k.chat_id, k.message_id
                order by v.way = 'export' desc, v.changed_at desc, v.ordinal desc, v.chat_id
              ) as best_counted
            from stg_telegram_message_versions as v
            join stg_telegram_message_keys as k
              on (k.way, k.seen_chat_id, k.seen_message_id) = (v.way, v.chat_id, v.message_id)
            left join stg_telegram_message_keys as r
              on (r.way, r.seen_chat_id, r.seen_message_id)
                = (v.way, v.reply_to_chat_id, v.reply_to_message_id)
          ),
          merged as (
            select said.chat_id, said.message_id, known.user_id, known.author_chat_id,
              case when known.user_id is not null then known.is_bot end as is_bot,
              known.sent_at, said.changed_at, said.text,
              coalesce(said.service, known.service) as service,
              coalesce(said.forwarded_from, known.forwarded_from) is not null as is_forwarded,
              coalesce(known.thread_id, said.thread_id) as known_thread_id,
              coalesce(
                known.replied_chat_id, known.reply_to_chat_id,
                said.replied_chat_id, said.reply_to_chat_id
              ) as reply_to_chat_id,
              coalesce(
                known.replied_id, known.reply_to_message_id, said.replied_id, said.reply_to_message_id
              ) as reply_to_message_id,
              coalesce(said.quote, known.quote) as quote, said.links, counted.reactions
            from keyed as said
            join keyed as known using (chat_id, message_id)
            join keyed as counted using (chat_id, message_id)
            where said.newest = 1 and known.best_known = 1 and counted.best_counted = 1
          ),
          opening as (
            select chat_id, message_id from merged
            where service in ('topic_created', 'forum_topic_created')
          ),
          -- An export names no topics: an answer is in that of what it answers.
          threaded as (
            select chat_id, message_id, message_id as thread_id, 0 as depth from opening
            union all
            select m.chat_id, m.message_id, t.thread_id, t.depth + 1
            from threaded as t join merged as m
              on (m.reply_to_chat_id, m.reply_to_message_id) = (t.chat_id, t.message_id)
              and m.chat_id = t.chat_id
            where t.depth < ${sql.lit(REPLIES_MAX)} and m.known_thread_id is null
          ),
          placed as (
            select m.*, coalesce(m.known_thread_id, t.thread_id) as thread_id
            from merged as m left join threaded as t using (chat_id, message_id)
          )
          select p.* exclude (changed_at, reply_to_chat_id, reply_to_message_id),
            coalesce(g.chat_id, p.chat_id) as current_chat_id,
            case when p.changed_at > p.sent_at then p.changed_at end as edited_at,
            coalesce(topic.cohort, chat.cohort, before.cohort) as cohort,
            case when o.message_id is null then p.reply_to_chat_id end as reply_to_chat_id,
            case when o.message_id is null then p.reply_to_message_id end as reply_to_message_id
          from placed as p
          left join stg_telegram_migrations as g on g.was_chat_id = p.chat_id
          left join opening as o
            on (o.chat_id, o.message_id) = (p.reply_to_chat_id, p.reply_to_message_id)
          left join stg_telegram_chats as chat on chat.chat_id = coalesce(g.chat_id, p.chat_id)
          left join stg_telegram_chats as before on before.chat_id = p.chat_id
          left join stg_telegram_topics as topic
            on (topic.chat_id, topic.topic_id) = (p.chat_id, p.thread_id)
        )`.as("placed"),
      )
      .select(names),
});
