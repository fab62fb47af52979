import { loose, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";
import { bitOrNull, jsonOrNull, PLACE, personName } from "./part-fields.ts";

export const stgTelegramReactionStates = stage({
  name: "stg_telegram_reaction_states",
  description: "What a bot saw last of somebody's reactions, one row a message and actor.",
  stream: "telegram_messages",
  only: { path: "$.kind", is: "reaction" },
  grain: ["chat_id", "message_id", "part"],
  fields: {
    ...PLACE,
    /** Names the actor: a person, or a chat in whose name one reacts. */
    part: text("$.part"),
    user_id: textOrNull("$.user_id"),
    display_name: personName("$.sent.user"),
    handle: loose(textOrNull("$.sent.user.username")),
    is_bot: bitOrNull("$.sent.user.is_bot"),
    /** All that stand now; none once they were taken back. */
    new_reaction: jsonOrNull("$.sent.new_reaction"),
  },
});
