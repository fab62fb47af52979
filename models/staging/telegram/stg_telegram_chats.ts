import { textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";
import { bigintOrNull, jsonOrNull } from "./part-fields.ts";

export const stgTelegramChats = stage({
  name: "stg_telegram_chats",
  description: "Chats that the configuration names, one row a chat.",
  stream: "telegram_chats",
  grain: ["chat_id"],
  fields: {
    chat_id: { path: "$.chat_id", type: "BIGINT" },
    /** Null: it is everybody's. */
    cohort: textOrNull("$.cohort"),
    topics: jsonOrNull("$.topics"),
    /** The group that it was before, by the configuration's word. */
    was_chat_id: bigintOrNull("$.migrated_from"),
  },
});
