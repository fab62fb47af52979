/** Whether a guild's streams can be read: the smallest request of each, and nothing is kept. */
import { Routes } from "discord-api-types/v10";
import { z } from "zod";

import type { Probe } from "../connector.ts";
import { asSent } from "../records.ts";
import type { Json } from "../source.ts";
import { DiscordIntentError } from "./errors.ts";
import { hasMessages, readGuild } from "./guild.ts";
import type { Listed } from "./guild.ts";
import { readMembers } from "./members.ts";
import { isEmptied } from "./messages.ts";
import type { DiscordOptions } from "./options.ts";
import { countedIn, readReactions } from "./reaction-lists.ts";

/** Of how many channels the last messages are looked at. */
const CHANNELS_MAX = 5;
const ROWS_MAX = 50;

/** By feed. */
export function discordProbes(options: DiscordOptions): Readonly<Record<string, Probe>> {
  return {
    async discord_channels(signal) {
      const { channels, absent } = await readGuild(options, signal);
      if (absent.length === 0) return channels.length;
      const said = absent.map(({ id, reason }) => `${id} (${reason})`).join(", ");
      throw new Error(
        `sources.discord.channels names what cannot be read: ${said}; expected ids of the guild's ` +
          `channels, in quotes. \`vklad sources map discord\` lists them.`,
      );
    },
    async discord_messages(signal) {
      const messages = await lastMessages(options, signal);
      const emptied = messages.filter(isEmptied);
      if (emptied.length === 0) return messages.length;
      throw new DiscordIntentError(
        "Message Content Intent",
        `shows ${emptied.length} of the last ${messages.length} messages without their text`,
      );
    },
    async discord_reactions(signal) {
      const messages = await lastMessages(options, signal);
      const [list] = messages.flatMap((row) => countedIn(row)?.lists ?? []);
      if (list === undefined) return 0;
      return (await readReactions(options, list, signal)).records.length;
    },
    async discord_members(signal) {
      return (await readMembers(options, null, signal)).rows.length;
    },
  };
}

async function lastMessages(options: DiscordOptions, signal: AbortSignal): Promise<Json[]> {
  const { channels } = await readGuild(options, signal);
  const rows: Json[] = [];
  for (const listed of channels
    .filter(({ channel }) => hasMessages(channel))
    .slice(0, CHANNELS_MAX))
    rows.push(...(await lastOf(options, listed, signal)));
  return rows;
}

async function lastOf({ http }: DiscordOptions, { channel }: Listed, signal: AbortSignal) {
  const query = { limit: `${ROWS_MAX}` };
  const path = Routes.channelMessages(channel.id);
  const rows = await http.get(z.array(asSent), path, { query, signal });
  if (rows.length > 0 || channel.last_message_id == null) return rows;
  throw new Error(
    `Discord shows no message of the channel ${channel.name}, and says that there are some. ` +
      `Give the bot's role View Channel and Read Message History there.`,
  );
}
