import { RouteBases } from "discord-api-types/v10";
import { z } from "zod";

import { defineConnector } from "../connector.ts";
import { PerMinute } from "../per-minute.ts";
import { discordMessagesBackfill } from "./backfill.ts";
import { discordChannelsStream } from "./channels.ts";
import { discordFeeds } from "./feeds.ts";
import { discordMembersStream } from "./members.ts";
import { discordMessagesStream } from "./messages.ts";
import { Channels, discordHttp } from "./options.ts";
import { discordProbes } from "./probes.ts";
import { discordReactionsStream } from "./reactions.ts";
import { discordSignIn } from "./sign-in.ts";
import { Snowflake } from "./snowflake.ts";

/** One guild of Discord, read by a bot that is a member of it. */
export const discord = defineConnector({
  name: "discord",
  settings: z.strictObject({
    url: z.url({ protocol: /^https?$/ }).default(RouteBases.api),
    perMinute: PerMinute,
    guild: Snowflake,
    /** Which channels may be read: `vklad sources map discord` proposes them. Without it none is. */
    channels: Channels.optional(),
    /** The application that members sign in through to prove an account; without it none does. */
    clientId: Snowflake.optional(),
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
  signIn: {
    namespace: "discord",
    secret: {
      variable: "VKLAD_DISCORD_CLIENT_SECRET",
      purpose: "the client secret of the application on Discord",
    },
    open: ({ url, clientId }, secret, pace) =>
      clientId === undefined ? null : discordSignIn({ url, clientId, secret, pace }),
  },
  open: ({ url, token, guild, channels = null }, { pace }) =>
    discordFeeds({ http: discordHttp({ url, token, ...pace }), guild, channels }),
  backfills: ({ url, token, guild, channels = null }, { pace }) => [
    discordMessagesBackfill({ http: discordHttp({ url, token, ...pace }), guild, channels }),
  ],
  probes: ({ url, token, guild, channels = null }, { pace }) =>
    discordProbes({ http: discordHttp({ url, token, ...pace }), guild, channels }),
});
