import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgTelegramChats } from "./stg_telegram_chats.ts";

export const stgTelegramTopics = defineModel({
  name: "stg_telegram_topics",
  description: "Topics that the configuration names, one row a topic.",
  from: [stgTelegramChats],
  grain: ["chat_id", "topic_id"],
  columns: { chat_id: "BIGINT", topic_id: "BIGINT", cohort: "VARCHAR" },
  query: (db) =>
    db
      .selectFrom(
        sql<{ chat_id: bigint; topic: string }>`(
          select chat_id, unnest(json_extract(topics, '$[*]')) as topic from stg_telegram_chats
        )`.as("named"),
      )
      .select("chat_id")
      .select([
        sql<bigint>`cast((topic->>'$.topic_id') as BIGINT)`.as("topic_id"),
        sql<string>`(topic->>'$.cohort')`.as("cohort"),
      ]),
});
