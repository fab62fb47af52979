import { booleanOrNull, instantOrNull, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgDiscordMembers = stage({
  name: "stg_discord_members",
  description: "Members of the guild on Discord, one row a member.",
  stream: "discord_members",
  grain: ["user_id"],
  dated: ["joined_at"],
  fields: {
    user_id: text("$.user_id"),
    username: textOrNull("$.user.username"),
    /** What they are called in this guild, else everywhere. */
    display_name: textOrNull("$.nick", { orElse: "$.user.global_name" }),
    is_bot: booleanOrNull("$.user.bot"),
    joined_at: instantOrNull("$.joined_at"),
  },
});
