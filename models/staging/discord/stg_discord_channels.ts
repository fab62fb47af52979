import { booleanOrNull, integer, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgDiscordChannels = stage({
  name: "stg_discord_channels",
  description:
    "Channels on Discord that may be read and their threads, one row a channel or thread.",
  stream: "discord_channels",
  grain: ["channel_id"],
  fields: {
    channel_id: text("$.id"),
    name: textOrNull("$.name"),
    type: integer("$.type"),
    /** The channel that the configuration names: a thread's is the one above it. */
    configured_channel_id: text("$.as.channel"),
    /** Whose channel it is, as the configuration says; null: everybody's. */
    cohort_id: textOrNull("$.as.cohort"),
    /** Closed to some members of the guild: what is said there stays there. */
    is_closed: booleanOrNull("$.as.is_closed"),
  },
});
