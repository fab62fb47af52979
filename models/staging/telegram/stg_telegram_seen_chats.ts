import { instant, text } from "../fields.ts";
import { stage } from "../stage.ts";

/** Somebody may want to configure them: that they are there is all that landed. */
export const stgTelegramSeenChats = stage({
  name: "stg_telegram_seen_chats",
  description: "Chats that a bot or an export named and nobody configured, one row a chat.",
  stream: "telegram_messages",
  only: { path: "$.kind", is: "seen" },
  grain: ["chat_id"],
  fields: {
    chat_id: { path: "$.chat_id", type: "BIGINT" },
    chat_type: text("$.sent.type"),
    seen_at: instant("$.changed_at"),
  },
});
