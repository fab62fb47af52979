import { RouteBases } from "discord-api-types/v10";
import { z } from "zod";

import { defineConnector } from "../connector.ts";
import { discordChannelsStream } from "./channels.ts";
import { discordFeeds } from "./feeds.ts";
import { discordMembersStream } from "./members.ts";
import { discordMessagesStream } from "./messages.ts";
import { Channels, discordHttp } from "./options.ts";
import { discordProbes } from "./probes.ts";
import { discordReactionsStream } from "./reactions.ts";
import { Snowflake } from "./snowflake.ts";

/** One guild of Discord, read by a bot that is a member of it. */
export const discord = defineConnector({
  name: "discord",
  settings: z.strictObject({
    url: z.url({ protocol: /^https?$/ }).default(RouteBases.api),
    guild: Snowflake,
    /** Which channels may be read: `vklad sources map discord` proposes them. Without it none is. */
    channels: Channels.optional(),
  }),
  secrets: { token: { variable: "VKLAD_DISCORD_TOKEN", purpose: "the token of a bot on Discord" } },
  streams: [
    discordChannelsStream,
    discordMembersStream,
    discordMessagesStream,
    discordReactionsStream,
  ],
  accounts: {
    discord: {
      example: "143776454050709505",
      ids: {
        discord_members: ["$.user_id"],
        discord_messages: ["$.author.id"],
        discord_reactions: ["$.user_id"],
      },
    },
  },
  open: ({ url, token, guild, channels = null }, { pace }) =>
    discordFeeds({ http: discordHttp({ url, token, ...pace }), guild, channels }),
  probes: ({ url, token, guild, channels = null }, { pace }) =>
    discordProbes({ http: discordHttp({ url, token, ...pace }), guild, channels }),
});
