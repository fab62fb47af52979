/**
 * The channels of one guild and their threads, as far as they may be read.
 *
 * API: https://docs.discord.com/developers/resources/guild#get-guild-channels
 */
import { ChannelType, OverwriteType, PermissionFlagsBits, Routes } from "discord-api-types/v10";
import { z } from "zod";

import type { Json } from "../source.ts";
import { asSent } from "../records.ts";
import { DiscordUnmappedError } from "./errors.ts";
import type { Channels, DiscordOptions } from "./options.ts";
import { Snowflake } from "./snowflake.ts";
import { askedAgain, readTwice, refusalOf } from "./twice.ts";
import { withoutChannelFields } from "./withheld.ts";

const ROWS_MAX = 100;

/** A guild has at most so many active threads. */
const ACTIVE_MAX = 1_000;

const List = z.array(asSent);
const Threads = z.object({ threads: List });
const Archived = Threads.extend({ has_more: z.boolean() });

/** Kinds of channels that people write in. Direct messages are no part of a guild. */
const WITH_MESSAGES: readonly number[] = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildVoice,
  ChannelType.GuildStageVoice,
];

const WITH_THREADS: readonly number[] = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
];

/** A private thread is for those who were asked into it, wherever it hangs. */
const PUBLIC_THREADS: readonly number[] = [
  ChannelType.PublicThread,
  ChannelType.AnnouncementThread,
];

const Overwrite = z.looseObject({
  id: Snowflake,
  /** Older versions of the API call it by name. */
  type: z.union([z.int(), z.string()]),
  allow: z.coerce.bigint(),
  deny: z.coerce.bigint(),
});

const Channel = z.looseObject({
  id: Snowflake,
  type: z.int(),
  name: z.string().catch(""),
  guild_id: Snowflake.optional(),
  parent_id: Snowflake.nullish().catch(null),
  last_message_id: Snowflake.nullish().catch(null),
  /** Null: they cannot be read. */
  permission_overwrites: z.array(Overwrite).nullable().default([]).catch(null),
  thread_metadata: z.looseObject({ archive_timestamp: z.string() }).optional().catch(undefined),
});
export type Channel = z.infer<typeof Channel>;

export interface Listed {
  /** As it was sent, without what must not land. */
  readonly record: { readonly [key: string]: Json };
  readonly channel: Channel;
}

/** The configuration's channels; throws where it names none. */
export function configuredIn({ channels }: DiscordOptions): Channels {
  if (channels === null) throw new DiscordUnmappedError();
  return channels;
}

export interface Guild {
  /** Every channel of it, whether configured or not: a bot is told of closed ones, too. */
  readonly all: readonly Channel[];
  /** Those that are configured and hold something. */
  readonly channels: readonly Listed[];
  /** Configured, and not there or without messages. */
  readonly absent: readonly { readonly id: string; readonly reason: string }[];
}

export async function readGuild(options: DiscordOptions, signal: AbortSignal): Promise<Guild> {
  const configured = configuredIn(options);
  const { http, guild } = options;
  const path = Routes.guildChannels(guild);
  // Nothing tells how many there are: one reply may have been cut.
  const { rows } = await readTwice(() => http.get(List, path, { signal }), Infinity);
  const all = rows.flatMap(listed);
  const channels = all.filter(
    ({ channel }) => configured[channel.id] !== undefined && isReadable(channel, guild),
  );
  const found = new Set(channels.map(({ channel }) => channel.id));
  const shown = new Set(all.map(({ channel }) => channel.id));
  return {
    all: all.map(({ channel }) => channel),
    channels,
    absent: Object.keys(configured)
      .filter((id) => !found.has(id))
      .map((id) => ({
        id,
        reason: shown.has(id) ? "a channel without messages" : "no channel of this guild",
      })),
  };
}

/** Public threads below these channels that are not archived. */
export async function readActiveThreads(
  { http, guild }: DiscordOptions,
  channels: readonly Listed[],
  signal: AbortSignal,
): Promise<readonly Listed[]> {
  const path = Routes.guildActiveThreads(guild);
  const read = async () => (await http.get(Threads, path, { signal })).threads;
  const { rows } = await readTwice(read, ACTIVE_MAX);
  return channels.flatMap(({ channel }) => threadsBelow(channel.id, rows));
}

export interface ArchivedPage {
  readonly threads: readonly Listed[];
  /** Where the next page begins; null at the end. */
  readonly before: string | null;
}

/** Public threads of a channel that were archived before an instant, the last archived one first. */
export async function readArchivedThreads(
  { http }: DiscordOptions,
  { parent, before, signal }: { parent: string; before: string | null; signal: AbortSignal },
): Promise<ArchivedPage> {
  const path = Routes.channelThreads(parent, "public");
  const query = { limit: `${ROWS_MAX}`, ...(before === null ? {} : { before }) };
  let isMore = false;
  const read = async () => {
    const reply = await http.get(Archived, path, { query, signal });
    isMore = reply.has_more;
    return reply.threads;
  };
  const { rows, isEnd } = await readTwice(read, ROWS_MAX);
  const at = rows.flatMap(
    (row) => Channel.safeParse(row).data?.thread_metadata?.archive_timestamp ?? [],
  );
  const last = at.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
  const isOver = (isEnd && !isMore) || last === undefined || last === before;
  return { threads: threadsBelow(parent, rows), before: isOver ? null : last };
}

function threadsBelow(channel: string, rows: readonly Json[]): Listed[] {
  return rows.flatMap(listed).filter((thread) => isPublicThreadOf(thread.channel, channel));
}

export function isPublicThreadOf({ type, parent_id }: Channel, channel: string): boolean {
  return isThread(type) && parent_id === channel;
}

export function isThread(type: number): boolean {
  return PUBLIC_THREADS.includes(type);
}

export function hasMessages({ type }: Channel): boolean {
  return WITH_MESSAGES.includes(type);
}

export function hasThreads({ type }: Channel): boolean {
  return WITH_THREADS.includes(type);
}

function isReadable(channel: Channel, guild: string): boolean {
  const isOurs = channel.guild_id === undefined || channel.guild_id === guild;
  return isOurs && (hasMessages(channel) || hasThreads(channel));
}

/** One channel by its id: for a thread of which only the id is known. */
export async function readChannel(
  { http }: DiscordOptions,
  id: string,
  signal: AbortSignal,
): Promise<Channel> {
  return askedAgain(() => http.get(Channel, Routes.channel(id), { signal }));
}

function listed(record: Json): Listed[] {
  const { data } = Channel.safeParse(record);
  if (data === undefined) return [];
  // What a system itself sends under the name of what we add says nothing.
  const { as: _as, ...sent } = withoutChannelFields(record) as Listed["record"];
  return [{ record: sent, channel: data }];
}

const Roles = z.array(z.looseObject({ id: Snowflake, permissions: z.coerce.bigint() }));

/** What the role of all members may do; nothing where the guild does not tell: then all is closed. */
export async function readRightsOfAll(
  { http, guild }: DiscordOptions,
  signal: AbortSignal,
): Promise<bigint> {
  try {
    const roles = await askedAgain(() => http.get(Roles, Routes.guildRoles(guild), { signal }));
    return roles.find(({ id }) => id === guild)?.permissions ?? 0n;
  } catch (error) {
    if (refusalOf(error) === null) throw error;
    return 0n;
  }
}

const OF_ROLES: readonly (number | string)[] = [OverwriteType.Role, "role"];

/** True where not every member of the guild may look. The role of all members has the guild's id. */
export function isClosed(
  { permission_overwrites: overwrites }: Channel,
  { guild, rightsOfAll }: { readonly guild: string; readonly rightsOfAll: bigint },
): boolean {
  if (overwrites === null) return true;
  const own = overwrites.find(({ id, type }) => id === guild && OF_ROLES.includes(type));
  const { deny = 0n, allow = 0n } = own ?? {};
  const rights = (rightsOfAll & ~deny) | allow;
  return (rights & PermissionFlagsBits.ViewChannel) === 0n;
}
