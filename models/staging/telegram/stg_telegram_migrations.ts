import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgTelegramChats } from "./stg_telegram_chats.ts";
import { stgTelegramMessageVersions } from "./stg_telegram_message_versions.ts";

/** A group becomes a supergroup once, and Telegram says so in both; an export says it without ids. */
export const stgTelegramMigrations = defineModel({
  name: "stg_telegram_migrations",
  description: "Groups that became supergroups, one row a group.",
  from: [stgTelegramMessageVersions, stgTelegramChats],
  grain: ["was_chat_id"],
  columns: { was_chat_id: "BIGINT", chat_id: "BIGINT" },
  query: (db) =>
    db
      .selectFrom(
        sql<{ was_chat_id: bigint; chat_id: bigint }>`(
          select chat_id as was_chat_id, became_chat_id as chat_id
          from stg_telegram_message_versions where became_chat_id is not null
          union all
          select was_chat_id, chat_id from stg_telegram_message_versions
          where was_chat_id is not null
          union all
          select was_chat_id, chat_id from stg_telegram_chats where was_chat_id is not null
        )`.as("said"),
      )
      .groupBy("was_chat_id")
      .select("was_chat_id")
      .select((eb) => eb.fn.min<bigint>("chat_id").as("chat_id")),
});
