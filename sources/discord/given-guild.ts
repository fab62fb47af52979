/** The few endpoints of Discord that the connector reads, with their page limits and orders. */
import { discordHttp } from "./options.ts";
import type { DiscordOptions } from "./options.ts";
import { givenAt, snowflakeAt } from "./snowflake.ts";
import type { Json } from "../source.ts";
import { testClock } from "../testing/clock.ts";
import { loopback } from "../testing/loopback.ts";
import type { Asked, Loopback, Reply } from "../testing/loopback.ts";

type Row = { [key: string]: Json };

export const GUILD = "600";

export interface GivenGuild {
  readonly channels: Row[];
  /** Of every kind; `thread_metadata.archived` tells the lists apart. */
  readonly threads: Row[];
  /** By channel or thread. */
  readonly messages: Map<string, Row[]>;
  readonly members: Row[];
  readonly roles: Row[];
  /** By message, then by emoji: ids of users. */
  readonly reactions: Map<string, Map<string, string[]>>;
}

export interface GuildServer extends DiscordOptions, AsyncDisposable {
  readonly given: GivenGuild;
  readonly server: Loopback;
  /** What a path answers, whatever is asked of it. */
  readonly failing: Map<string, Reply>;
}

/** An id that was given so many minutes after nine o'clock of a day before the tests' run. */
export function sentAt(minutes: number, day = "2026-10-04"): string {
  return snowflakeAt(new Date(Date.parse(`${day}T09:00:00Z`) + minutes * 60_000).toISOString());
}

export function messageOf(channel: string, id: string, more: object = {}): Row {
  return {
    ...{ id, channel_id: channel, type: 0, content: `text ${id}`, attachments: [], embeds: [] },
    ...{ author: { id: "7", username: "ann", global_name: "Ann" }, edited_timestamp: null },
    timestamp: new Date(givenAt(id)).toISOString(),
    ...more,
  };
}

export function textChannel(id: string, more: Row = {}): Row {
  return { id, type: 0, name: `channel ${id}`, guild_id: GUILD, parent_id: null, ...more };
}

export function threadBelow(channel: string, id: string, more: Row = {}): Row {
  const { archived_at = null, ...others } = more;
  return {
    ...{ id, type: 11, name: `thread ${id}`, guild_id: GUILD, parent_id: channel },
    thread_metadata: { archived: archived_at !== null, archive_timestamp: archived_at },
    ...others,
  };
}

export async function guildServer(
  rows: Partial<GivenGuild> = {},
  channels: DiscordOptions["channels"] = { "10": {} },
): Promise<GuildServer> {
  const given: GivenGuild = {
    channels: [textChannel("10")],
    ...{ threads: [], messages: new Map(), members: [], reactions: new Map() },
    roles: [{ id: GUILD, permissions: "1024" }],
    ...rows,
  };
  const failing = new Map<string, Reply>();
  const server = await loopback((asked) => failing.get(asked.path) ?? answer(given, asked));
  const http = discordHttp({
    url: server.url,
    token: "t",
    perSecond: 1000,
    clock: testClock(),
  });
  return {
    ...{ given, server, http, failing, channels, guild: GUILD },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const MISSING: Reply = { status: 404, json: { message: "404: Not Found", code: 0 } };

function answer(given: GivenGuild, { path, query, headers }: Asked): Reply {
  if (headers["authorization"] !== "Bot t")
    return { status: 401, json: { message: "401: Unauthorized", code: 0 } };
  if (path === `/guilds/${GUILD}/channels`) return { json: given.channels };
  if (path === `/guilds/${GUILD}/roles`) return { json: given.roles };
  if (path === `/guilds/${GUILD}/members`)
    return { json: upwards(given.members, query, { max: 1000, idOf: userOf }) };
  if (path === `/guilds/${GUILD}/threads/active`) {
    const threads = given.threads.filter((thread) => !isArchived(thread));
    return { json: { threads, members: [] } };
  }
  const [, channel = "", rest = ""] = /^\/channels\/(\d+)\/?(.*)$/.exec(path) ?? [];
  const place = [...given.channels, ...given.threads].find(({ id }) => id === channel);
  if (place === undefined) return MISSING;
  if (rest === "") return { json: place };
  if (rest === "threads/archived/public") return archivedOf(given, channel, query);
  const messages = given.messages.get(channel) ?? [];
  if (rest === "messages") return { json: messagesOf(given, messages, query) };
  const [, message = "", emoji] = /^messages\/(\d+)(?:\/reactions\/(.+))?$/.exec(rest) ?? [];
  const found = messages.find(({ id }) => id === message);
  if (found === undefined) return MISSING;
  if (emoji === undefined) return { json: withCounts(given, found) };
  const users = given.reactions.get(message)?.get(decodeURIComponent(emoji));
  if (users === undefined) return MISSING;
  const listed = users.map((id) => ({ id, username: `u${id}` }));
  return { json: upwards(listed, query, { max: 100, idOf: ({ id }) => String(id) }) };
}

/** Lowest ids first to be taken, and yet the newest first in a reply. */
function messagesOf(given: GivenGuild, all: readonly Row[], query: URLSearchParams): Json {
  const limit = Math.min(100, Number(query.get("limit") ?? 50));
  const sorted = all.toSorted((a, b) =>
    BigInt(String(a["id"])) < BigInt(String(b["id"])) ? -1 : 1,
  );
  const after = query.get("after");
  const page =
    after === null
      ? sorted.slice(-limit)
      : sorted.filter(({ id }) => BigInt(String(id)) > BigInt(after)).slice(0, limit);
  return page.toReversed().map((row) => withCounts(given, row));
}

function withCounts({ reactions }: GivenGuild, row: Row): Row {
  const lists = [...(reactions.get(String(row["id"])) ?? [])];
  if (lists.length === 0) return row;
  const counts = lists.map(([emoji, users]) => {
    const [name = emoji, id = null] = emoji.split(":");
    return { emoji: { id, name }, count: users.length, me: false };
  });
  return { ...row, reactions: counts };
}

function archivedOf({ threads }: GivenGuild, channel: string, query: URLSearchParams): Reply {
  const limit = Number(query.get("limit") ?? 50);
  const before = query.get("before");
  const all = threads
    .filter((thread) => thread["parent_id"] === channel && isArchived(thread))
    .filter((thread) => thread["type"] !== 12)
    .filter((thread) => before === null || Date.parse(atOf(thread)) < Date.parse(before))
    .toSorted((a, b) => Date.parse(atOf(b)) - Date.parse(atOf(a)));
  const has_more = all.length > limit;
  return { json: { threads: all.slice(0, limit), members: [], has_more } };
}

function upwards(
  rows: readonly Row[],
  query: URLSearchParams,
  { max, idOf }: { readonly max: number; readonly idOf: (row: Row) => string },
): Row[] {
  const after = BigInt(query.get("after") ?? 0);
  const limit = Math.min(max, Number(query.get("limit") ?? 25));
  return rows
    .filter((row) => BigInt(idOf(row)) > after)
    .toSorted((a, b) => (BigInt(idOf(a)) < BigInt(idOf(b)) ? -1 : 1))
    .slice(0, limit);
}

function userOf({ user }: Row): string {
  return String((user as Row)["id"]);
}

function isArchived({ thread_metadata }: Row): boolean {
  return (thread_metadata as Row)["archived"] === true;
}

function atOf({ thread_metadata }: Row): string {
  return String((thread_metadata as Row)["archive_timestamp"]);
}
