import { stageVersions } from "../stage.ts";
import { MESSAGE_TEXT } from "./message-fields.ts";

export const stgDiscordMessageVersions = stageVersions({
  name: "stg_discord_message_versions",
  description:
    "Every version of a message on Discord that was seen, one row a message and version.",
  stream: "discord_messages",
  grain: ["channel_id", "message_id"],
  fields: MESSAGE_TEXT,
});
