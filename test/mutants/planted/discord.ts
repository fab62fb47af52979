import type { Mutant } from "../mutant.ts";

const MESSAGES = ["sources/discord/messages.test.ts"];
const REACTIONS = ["sources/discord/reactions.test.ts"];
const CHANNELS = ["sources/discord/channels.test.ts"];
const SWEEPS = ["sources/discord/sweeps.test.ts"];
const BUCKETS = ["sources/http/buckets.test.ts"];
const ANNOTATIONS = ["demo/hypothesis/twin.test.ts"];
const CHAT = ["models/core/chat/chat_messages.test.ts"];

/** What is read of a guild and what must never be, and what the twin of Hypothes.is must not show. */
export const discordMutants: readonly Mutant[] = [
  {
    change: "channels of Discord are read that nobody has configured",
    file: "sources/discord/guild.ts",
    find: "configured[channel.id] !== undefined && isReadable(channel, guild)",
    replace: "isReadable(channel, guild)",
    check: [...MESSAGES, ...CHANNELS],
  },
  {
    change: "what holds no messages lands once somebody configures it: a heading, a direct message",
    file: "sources/discord/guild.ts",
    find: "return isOurs && (hasMessages(channel) || hasThreads(channel));",
    replace: "return isOurs;",
    check: CHANNELS,
  },
  {
    change: "a channel of another guild is read",
    file: "sources/discord/guild.ts",
    find: "const isOurs = channel.guild_id === undefined || channel.guild_id === guild;",
    replace: "const isOurs = guild !== undefined;",
    check: MESSAGES,
  },
  {
    change: "private threads are read with their channel",
    file: "sources/discord/guild.ts",
    find: "return isThread(type) && parent_id === channel;",
    replace: "return type >= 0 && parent_id === channel;",
    check: [...MESSAGES, ...CHANNELS],
  },
  {
    change: "messages of a channel that is configured no more are looked for",
    file: "sources/discord/look.ts",
    find: "return of != null && configured[of] !== undefined && isPublicThreadOf(channel, of);",
    replace: "return of !== undefined;",
    check: MESSAGES,
  },
  {
    change: "what was forwarded from a closed channel lands",
    file: "sources/discord/withheld.ts",
    find: `  "message_snapshots",\n`,
    replace: "",
    check: MESSAGES,
  },
  {
    change: "signed addresses of files land",
    file: "sources/discord/withheld.ts",
    find: `["url", "proxy_url"]`,
    replace: `["proxy_url"]`,
    check: MESSAGES,
  },
  {
    change: "a short reply of Discord is believed to be the end",
    file: "sources/discord/twice.ts",
    find: "const second = await read();",
    replace: "const second = first;",
    check: MESSAGES,
  },
  {
    change: "a message without its text takes the place of the one with it",
    file: "sources/discord/messages.ts",
    find: "if (!isEmptied(record)) return [withoutMessageFields(record)];",
    replace: "if (record !== null) return [withoutMessageFields(record)];",
    check: MESSAGES,
  },
  {
    change: "messages of the last days are not read again",
    file: "sources/discord/reading.ts",
    find: "rewound(newest, rereadDays * DAY_MS)",
    replace: "rewound(newest, 0 * rereadDays * DAY_MS)",
    check: [...MESSAGES, ...REACTIONS],
  },
  {
    change: "a channel that is configured later is read from today on",
    file: "sources/discord/reading.ts",
    find: "whole.has(place) || !known.includes(of) ? null : floor",
    replace: "whole.has(place) || known.includes(`${of}?`) ? null : floor",
    check: MESSAGES,
  },
  {
    change: "after a clock that was ahead nothing is read for as long",
    file: "sources/discord/reading.ts",
    find: "return floor !== null && Date.parse(floor) > Date.parse(until);",
    replace: "return floor !== null && Date.parse(floor) > Date.parse(until) + 1e14;",
    check: ["sources/discord/bad-input.test.ts"],
  },
  {
    change: "a channel that was refused is read from today on",
    file: "sources/discord/reading.ts",
    find: "whole.has(place) || !known.includes(of) ? null : floor",
    replace: "!known.includes(of) ? null : floor",
    check: MESSAGES,
  },
  {
    change: "a channel that is refused stops the others",
    file: "sources/discord/walk.ts",
    find: "const status = refusalOf(error);\n    if (status === null) throw error;\n    const place",
    replace:
      "const status = refusalOf(error);\n    if (status !== 404) throw error;\n    const place",
    check: MESSAGES,
  },
  {
    change: "a token that is not accepted counts as a refusal of one channel",
    file: "sources/discord/twice.ts",
    find: "error instanceof SourceAuthError && error.status === 403 ? 403 : null",
    replace: "error instanceof SourceAuthError ? 403 : null",
    check: MESSAGES,
  },
  {
    change: "to a bot that may not read what was all messages are gone",
    file: "sources/discord/look.ts",
    find: "if (read.rows.length > 0) return read;",
    replace: "if (read.rows.length >= 0) return read;",
    check: [...MESSAGES, ...SWEEPS],
  },
  {
    change: "a channel that refuses a second look has lost its messages",
    file: "sources/discord/look.ts",
    find: `return status === 404 ? "gone" : "hidden";`,
    replace: `return "gone";`,
    check: [...MESSAGES, ...SWEEPS],
  },
  {
    change: "a channel whose rights cannot be read counts as open",
    file: "sources/discord/guild.ts",
    find: "if (overwrites === null) return true;",
    replace: "if (overwrites === null) return false;",
    check: CHANNELS,
  },
  {
    change: "reactions are read anew of every message",
    file: "sources/discord/reactions.ts",
    find: "(cursor.marks[message] ?? null) !== mark",
    replace: "(cursor.marks[message] ?? null) !== mark || mark !== null",
    check: REACTIONS,
  },
  {
    change: "a list of reactions that was refused is never asked for again",
    file: "sources/discord/reactions.ts",
    find: `const marks = next === "refused" ? others : cursor.marks;`,
    replace: `const marks = next === "refused" ? { ...others, ...cursor.marks } : cursor.marks;`,
    check: REACTIONS,
  },
  {
    change: "an empty bucket of Discord is asked again at once",
    file: "sources/http/buckets.ts",
    find: "if (leftMs > 0) await clock.sleep(leftMs, signal);",
    replace: "if (leftMs > 1e9) await clock.sleep(leftMs, signal);",
    check: BUCKETS,
  },
  {
    change: "Discord's wait for one channel stops all of them",
    file: "sources/http/asked-wait.ts",
    find: `isForAll: field(body, "global") === true`,
    replace: `isForAll: field(body, "global") !== undefined`,
    check: BUCKETS,
  },
  {
    change: "what is said in a channel that nobody knows yet is for everyone",
    file: "models/core/chat/discord-chat.ts",
    find: "coalesce(is_closed, true)",
    replace: "coalesce(is_closed, false)",
    check: CHAT,
  },
  {
    change: "words that somebody passed on in Telegram are taken for own ones",
    file: "models/core/chat/telegram-chat.ts",
    find: "and service is null and not is_forwarded",
    replace: "and service is null",
    check: CHAT,
  },
  {
    change: "what is said in a group of Telegram is for everyone",
    file: "models/core/chat/telegram-chat.ts",
    find: "true as is_closed",
    replace: "false as is_closed",
    check: CHAT,
  },
  {
    change: "each chat has a time line of its own",
    file: "models/core/chat/chat_messages.ts",
    find: "partition by member_id order by",
    replace: "partition by member_id, system order by",
    check: CHAT,
  },
  {
    change: "the twin of Hypothes.is shows everybody a note for oneself",
    file: "demo/hypothesis/viewer.ts",
    find: "(row.isShared && mayRead(row.group))",
    replace: "mayRead(row.group)",
    check: ANNOTATIONS,
  },
  {
    change: "the twin of Hypothes.is shows members what is hidden",
    file: "demo/hypothesis/search.ts",
    find: "return viewer.sees(row) && (!isHidden || isShownHidden);",
    replace: "return viewer.sees(row) && (!isHidden || isShownHidden || true);",
    check: ANNOTATIONS,
  },
  {
    change: "the index of the twin of Hypothes.is never lags",
    file: "demo/hypothesis/search-index.ts",
    find: "if (indexedAt <= now) seenAt",
    replace: "if (indexedAt <= now + 1e12) seenAt",
    check: ANNOTATIONS,
  },
];
