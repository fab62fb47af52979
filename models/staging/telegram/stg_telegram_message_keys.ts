import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgTelegramMessageVersions } from "./stg_telegram_message_versions.ts";
import { stgTelegramMigrations } from "./stg_telegram_migrations.ts";

interface Key {
  way: string;
  seen_chat_id: bigint;
  seen_message_id: bigint;
  chat_id: bigint;
  message_id: bigint;
}

/**
 * Which message a number names. In supergroups and channels it names it itself. In a basic group a
 * bot and an export count differently, so there a message is known by chat, author, second and, of
 * several in one second, its place among them; it keeps the number that the bot gave it.
 */
export const stgTelegramMessageKeys = defineModel({
  name: "stg_telegram_message_keys",
  description: "Which message each number of a bot or an export names, one row a number.",
  from: [stgTelegramMessageVersions, stgTelegramMigrations],
  grain: ["way", "seen_chat_id", "seen_message_id"],
  columns: {
    way: "VARCHAR",
    seen_chat_id: "BIGINT",
    seen_message_id: "BIGINT",
    /** The chat in which it was written: that of a group stays the group's. */
    chat_id: "BIGINT",
    message_id: "BIGINT",
  },
  query: (db) =>
    db
      .selectFrom(
        sql<Key>`(
          with seen as (
            select v.way, v.chat_id as seen_chat_id, v.message_id as seen_message_id,
              case when v.message_id < 0 then coalesce(m.was_chat_id, v.chat_id)
              else v.chat_id end as chat_id,
              v.message_id,
              min(v.sent_at) as sent_at,
              min(coalesce(v.author_chat_id::VARCHAR, v.user_id, '')) as author
            from stg_telegram_message_versions as v
            left join stg_telegram_migrations as m on m.chat_id = v.chat_id and v.message_id < 0
            group by all
          ),
          -- What was exported before and after a migration has one number, and two chats at first.
          placed as (
            select *, dense_rank() over (
              partition by way, chat_id, author, sent_at order by message_id
            ) as nth
            from seen where message_id < 0 or chat_id > -1000000000000
          ),
          paired as (
            select distinct e.chat_id, e.message_id as exported_id, b.message_id
            from placed as e join placed as b
              on e.way = 'export' and b.way = 'bot'
              and (e.chat_id, e.author, e.sent_at, e.nth) = (b.chat_id, b.author, b.sent_at, b.nth)
          )
          select s.way, s.seen_chat_id, s.seen_message_id, s.chat_id,
            coalesce(p.message_id, s.message_id) as message_id
          from seen as s left join paired as p
            on s.way = 'export' and p.chat_id = s.chat_id and p.exported_id = s.message_id
        )`.as("keyed"),
      )
      .select(["way", "seen_chat_id", "seen_message_id", "chat_id", "message_id"]),
});
