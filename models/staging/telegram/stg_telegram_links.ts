import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgTelegramMessages } from "./stg_telegram_messages.ts";

export const stgTelegramLinks = defineModel({
  name: "stg_telegram_links",
  description: "Addresses that messages name as they stand now, one row a message and address.",
  from: [stgTelegramMessages],
  grain: ["chat_id", "message_id", "url"],
  columns: { chat_id: "BIGINT", message_id: "BIGINT", url: "VARCHAR" },
  query: (db) =>
    db
      .selectFrom(
        sql<{ chat_id: bigint; message_id: bigint; link: string }>`(
          select distinct chat_id, message_id, unnest(json_extract_string(links, '$[*]')) as link
          from stg_telegram_messages where links is not null
        )`.as("named"),
      )
      .select(["chat_id", "message_id", "link as url"]),
});
