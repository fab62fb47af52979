import { loose, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";
import { bitOrNull, PLACE, personName } from "./part-fields.ts";

/** Seen by any bot, where the chat says so. */
export const stgTelegramArrivals = stage({
  name: "stg_telegram_arrivals",
  description: "People whom a service message names as new, one row a message and person.",
  stream: "telegram_messages",
  only: { path: "$.kind", is: "joined" },
  grain: ["chat_id", "message_id", "user_id"],
  fields: {
    ...PLACE,
    user_id: text("$.user_id"),
    display_name: personName("$.sent"),
    handle: loose(textOrNull("$.sent.username")),
    is_bot: bitOrNull("$.sent.is_bot"),
  },
});
