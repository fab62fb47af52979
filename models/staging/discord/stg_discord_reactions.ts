import { text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

/** Discord tells of no reaction when it was given. */
export const stgDiscordReactions = stage({
  name: "stg_discord_reactions",
  description: "Reactions given and not withdrawn, one row a message, emoji and person.",
  stream: "discord_reactions",
  grain: ["channel_id", "message_id", "emoji", "user_id"],
  fields: {
    channel_id: text("$.channel_id"),
    message_id: text("$.message_id"),
    /** The id of a guild's own emoji, else the sign itself. */
    emoji: text("$.emoji"),
    user_id: text("$.user_id"),
    username: textOrNull("$.user.username"),
    display_name: textOrNull("$.user.global_name"),
  },
});
