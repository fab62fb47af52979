import { booleanOrNull, integer, integerOrNull, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";
import { MESSAGE_TEXT } from "./message-fields.ts";

/** https://docs.discord.com/developers/resources/message#message-object */
export const stgDiscordMessages = stage({
  name: "stg_discord_messages",
  description: "Messages on Discord as they stand now, one row a message.",
  stream: "discord_messages",
  grain: ["channel_id", "message_id"],
  dated: ["sent_at", "edited_at"],
  fields: {
    ...MESSAGE_TEXT,
    username: textOrNull("$.author.username"),
    display_name: textOrNull("$.author.global_name"),
    is_bot: booleanOrNull("$.author.bot"),
    /** 0 is a message, 19 one that answers another; all others are Discord's own notes. */
    type: integer("$.type"),
    /** 1 is a forwarded message: its words are another's, and do not land. */
    reference_type: integerOrNull("$.message_reference.type"),
    reference_message_id: textOrNull("$.message_reference.message_id"),
  },
});
