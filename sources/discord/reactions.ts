/**
 * Reactions by who gave them. A message tells how many there are, so lists are read of those messages
 * alone whose counts have changed. Of a reaction in place of another one, and of one on an old
 * message, nothing tells: the sweep finds them.
 *
 * API: https://docs.discord.com/developers/resources/message#get-reactions
 */
import { z } from "zod";

import { cursorFrom, rewound } from "../cursor.ts";
import { sortOut } from "../records.ts";
import type { Feed, Json, Key, LookPage, LookRequest, Stream } from "../source.ts";
import { messagesFrom } from "./look.ts";
import type { DiscordOptions } from "./options.ts";
import { countedIn, ReactionList, readReactions } from "./reaction-lists.ts";
import { Reading, readOn, REREAD_DAYS, UNREAD } from "./reading.ts";
import { givenAt, idOf, isBefore, justBefore, Snowflake, snowflakeAt } from "./snowflake.ts";
import { refusalOf } from "./twice.ts";
import { beginWalk, stepOn, Walk } from "./walk.ts";

const DAY_MS = 86_400_000;

const Keyed = z.looseObject({
  channel_id: Snowflake,
  message_id: Snowflake,
  emoji: z.string().min(1),
  user_id: Snowflake,
});

export const discordReactionsStream: Stream = {
  name: "discord_reactions",
  primaryKey: ["channel_id", "message_id", "emoji", "user_id"],
};

const Cursor = z.object({
  messages: Reading,
  /** What recent messages said of their reactions when their lists were last asked for. */
  marks: z.record(Snowflake, z.string()),
  /** Lists that are still to be read. */
  lists: z.array(ReactionList),
});
type Cursor = z.infer<typeof Cursor>;

const START: Cursor = { messages: UNREAD, marks: {}, lists: [] };

const Swept = z.object({ walk: Walk.nullable(), lists: z.array(ReactionList) });

export interface DiscordReactionsOptions extends DiscordOptions {
  readonly rereadDays?: number;
}

export function discordReactions({
  rereadDays = REREAD_DAYS,
  ...options
}: DiscordReactionsOptions): Feed<Cursor | null> {
  const { name } = discordReactionsStream;

  return {
    name,
    stream: discordReactionsStream,

    async fetchPage({ cursor: given, until, signal }) {
      const cursor = cursorFrom<Cursor>(Cursor, given, { stream: name, start: START });
      const isReread = cursor.messages.floor !== null;
      const isOver = (lists: readonly ReactionList[], { run }: Reading) =>
        lists.length === 0 && run === null;
      const [list, ...left] = cursor.lists;
      if (list !== undefined) {
        const { records, quarantined, next } = await readList(options, list, signal);
        const lists = next === null || next === "refused" ? left : [next, ...left];
        const { [list.message]: _asked, ...others } = cursor.marks;
        const marks = next === "refused" ? others : cursor.marks;
        const done = isOver(lists, cursor.messages);
        return { records, quarantined, cursor: { ...cursor, marks, lists }, done, isReread };
      }
      const { rows, reading, quarantined } = await readOn(options, cursor.messages, {
        until,
        signal,
        rereadDays,
      });
      const counted = countedOf(rows, until);
      const changed = counted.filter(
        ({ message, mark }) => (cursor.marks[message] ?? null) !== mark,
      );
      const lists = changed.flatMap((one) => one.lists);
      const marks = recentMarks(cursor.marks, changed, { reading, rereadDays });
      return {
        records: [],
        quarantined,
        cursor: { messages: reading, marks, lists },
        done: isOver(lists, reading),
        isReread,
      };
    },

    async sweep({ after, until, signal }) {
      const start = { walk: null, lists: [] };
      const { walk, lists } = cursorFrom(Swept, after, { stream: name, start });
      const [list, ...left] = lists;
      if (list !== undefined) {
        const { records, quarantined, next } = await readList(options, list, signal);
        const more = next === null || next === "refused" ? left : [next, ...left];
        const done = more.length === 0 && walk === null;
        const place = { walk, lists: [...more] };
        return { keys: records.flatMap(keyOf), records, quarantined, after: place, done };
      }
      const floorOf = () => null;
      if (walk === null) {
        const begun = await beginWalk(options, { floorOf, besides: [], signal });
        return { keys: [], after: { walk: begun.walk, lists: [] }, done: false };
      }
      const step = await stepOn(options, walk, { floorOf, until, signal });
      const found = countedOf(step.rows, until).flatMap((one) => one.lists);
      const place = { walk: step.walk, lists: found };
      return { keys: [], after: place, done: step.walk === null && found.length === 0 };
    },

    look: (request) => lookAgain(options, request),
  };
}

/** A list that is refused is that of a message, or an emoji, that has just gone. */
async function readList(options: DiscordOptions, list: ReactionList, signal: AbortSignal) {
  try {
    const { records, next } = await readReactions(options, list, signal);
    const { known, quarantined } = sortOut(Keyed, records);
    return { records: known.map(({ record }) => record), quarantined, next };
  } catch (error) {
    if (refusalOf(error) === null) throw error;
    return { records: [], quarantined: [], next: "refused" as const };
  }
}

function countedOf(rows: readonly Json[], until: string) {
  return rows
    .filter((row) => givenAt(idOf(row) ?? "0") <= Date.parse(until))
    .flatMap((row) => countedIn(row) ?? []);
}

/** Those of messages that the next run looks at again. */
function recentMarks(
  marks: Cursor["marks"],
  changed: readonly { readonly message: string; readonly mark: string | null }[],
  { reading: { floor, run }, rereadDays }: { reading: Reading; rereadDays: number },
): Cursor["marks"] {
  const newest = run?.newest ?? null;
  const from = run === null ? floor : newest === null ? null : rewound(newest, rereadDays * DAY_MS);
  const all = {
    ...marks,
    ...Object.fromEntries(changed.map(({ message, mark }) => [message, mark])),
  };
  const lowest = from === null ? "0" : snowflakeAt(from);
  return Object.fromEntries(
    Object.entries(all).flatMap(([message, mark]) =>
      mark === null || isBefore(message, lowest) ? [] : [[message, mark]],
    ),
  );
}

function keyOf(record: Json): Key[] {
  const { data } = Keyed.safeParse(record);
  if (data === undefined) return [];
  return [[data.channel_id, data.message_id, data.emoji, data.user_id]];
}

/** The lists of one message's emoji from the lowest missing user on. */
async function lookAgain(
  options: DiscordOptions,
  { keys: asked, after, signal }: LookRequest,
): Promise<LookPage> {
  const [place = "", message = "", emoji = ""] = (asked[0] ?? []).map(String);
  const keys = asked.filter((key) => key.slice(0, 3).join() === [place, message, emoji].join());
  const allGone = { keys: [], gone: keys, after };
  const allStay = { keys, gone: [], after };
  const seen = await messagesFrom(options, { place, lowest: message, signal });
  if (typeof seen === "string") return seen === "gone" ? allGone : allStay;
  const row = seen.rows.find((one) => idOf(one) === message);
  const lists = (row === undefined ? null : countedIn(row))?.lists ?? [];
  const lowest = keys.map((key) => String(key[3])).reduce((a, b) => (isBefore(b, a) ? b : a));
  const read: Awaited<ReturnType<typeof readList>>[] = [];
  for (const list of lists.filter((one) => one.emoji === emoji))
    read.push(await readList(options, { ...list, after: justBefore(lowest) }, signal));
  if (read.some(({ next }) => next === "refused")) return allStay;
  const records = read.flatMap((one) => one.records);
  const shown = new Set(records.flatMap(keyOf).map((key) => key.join()));
  const covered = keys.filter((key) =>
    read.every(({ next }) => {
      const last = next === null || next === "refused" ? null : next.after;
      return last === null || !isBefore(last, String(key[3]));
    }),
  );
  return {
    keys: covered.filter((key) => shown.has(key.join())),
    gone: covered.filter((key) => !shown.has(key.join())),
    records,
    quarantined: read.flatMap((one) => one.quarantined),
    after,
  };
}
