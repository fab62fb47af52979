/**
 * Messages of the configured channels and of the public threads below them, oldest first.
 *
 * API: https://docs.discord.com/developers/resources/message#get-channel-messages
 */
import type { APIMessage } from "discord-api-types/v10";
import { MessageType } from "discord-api-types/v10";
import { z } from "zod";

import { cursorFrom } from "../cursor.ts";
import { sortOut } from "../records.ts";
import type { Feed, Json, Key, LookPage, LookRequest, Quarantined, Stream } from "../source.ts";
import { messagesFrom } from "./look.ts";
import type { DiscordOptions } from "./options.ts";
import { Reading, readOn, REREAD_DAYS, UNREAD } from "./reading.ts";
import { givenAt, highest, idOf, isBefore, Snowflake } from "./snowflake.ts";
import { beginWalk, stepOn, Walk } from "./walk.ts";
import { withoutMessageFields } from "./withheld.ts";

const instant = z.iso.datetime({ offset: true });

const WithKey = z.looseObject({ id: Snowflake, channel_id: Snowflake });
const Keyed = WithKey.extend({
  timestamp: instant,
  edited_timestamp: instant.nullish(),
} satisfies Partial<Record<keyof APIMessage, z.ZodType>>);

export const discordMessagesStream: Stream = {
  name: "discord_messages",
  // An id tells messages apart; by the channel one that is missing is looked for again.
  primaryKey: ["channel_id", "id"],
  changedAt: ["$.edited_timestamp", "$.timestamp"],
};

export interface DiscordMessagesOptions extends DiscordOptions {
  readonly rereadDays?: number;
}

export function discordMessages({
  rereadDays = REREAD_DAYS,
  ...options
}: DiscordMessagesOptions): Feed<Reading | null> {
  const { name } = discordMessagesStream;

  return {
    name,
    stream: discordMessagesStream,

    async fetchPage({ cursor, until, signal }) {
      const before = cursorFrom<Reading>(Reading, cursor, { stream: name, start: UNREAD });
      const read = await readOn(options, before, { until, signal, rereadDays });
      const { records, quarantined } = landing(read.rows, until);
      return {
        records,
        quarantined: [...quarantined, ...read.quarantined],
        cursor: read.reading,
        done: read.done,
        // All that was written in the last days comes again each time.
        isReread: before.floor !== null,
      };
    },

    /** All of it: edits of old messages, and what is missing. */
    async sweep({ after, until, signal }) {
      const floorOf = () => null;
      const walk = cursorFrom(Walk.nullable(), after, { stream: name, start: null });
      if (walk === null) {
        const begun = await beginWalk(options, { floorOf, besides: [], signal });
        return { keys: [], after: begun.walk, done: false };
      }
      const step = await stepOn(options, walk, { floorOf, until, signal });
      const keys = step.rows.flatMap(keyOf);
      return { keys, ...landing(step.rows, until), after: step.walk, done: step.walk === null };
    },

    /** The messages from the lowest missing one on: what they cover is there or gone. */
    look: (request) => lookAgain(options, request),

    readAgain: (refused) => landing([refused], NO_END),
  };
}

/** What was refused is past. */
const NO_END = "9999-12-31T00:00:00Z";

/** What of a page lands now. */
export function landing(rows: readonly Json[], until: string) {
  const inTime = rows.filter((row) => givenAt(idOf(row) ?? "0") <= Date.parse(until));
  const { known, quarantined } = sortOut(Keyed, inTime);
  const emptied: Quarantined[] = [];
  const records = known.flatMap(({ record }) => {
    if (!isEmptied(record)) return [withoutMessageFields(record)];
    emptied.push({ record: withoutMessageFields(record), reason: EMPTIED });
    return [];
  });
  const refused = quarantined.map(({ record, reason }) => ({
    record: withoutMessageFields(record),
    reason,
  }));
  return { records, quarantined: [...refused, ...emptied] };
}

export const EMPTIED = "the text was not shown: the bot has no Message Content Intent";

const Filled = z.array(z.unknown()).min(1);

const Written = z.looseObject({
  type: z.union([z.literal(MessageType.Default), z.literal(MessageType.Reply)]),
  content: z.literal(""),
  author: z.looseObject({ bot: z.literal(true).optional() }),
});

/** What can stand in a message in place of words. */
const INSTEAD = ["attachments", "embeds", "sticker_items", "components", "message_snapshots"];

/**
 * Nobody can send a message without anything in it. Such a one must not land: it would take the
 * place of the text that was read before the intent was switched off.
 */
export function isEmptied(record: Json): boolean {
  const written = Written.safeParse(record).data;
  if (written === undefined || written.author.bot === true) return false;
  const isSomething = INSTEAD.some((field) => Filled.safeParse(written[field]).success);
  return !isSomething && written["poll"] === undefined;
}

function keyOf(row: Json): Key[] {
  const { data } = WithKey.safeParse(row);
  return data === undefined ? [] : [[data.channel_id, data.id]];
}

async function lookAgain(
  options: DiscordOptions,
  { keys: asked, after, until, signal }: LookRequest,
): Promise<LookPage> {
  const place = String(asked[0]?.[0]);
  const keys = asked.filter(([channel]) => channel === place);
  const ids = keys.map(([, id]) => String(id));
  const lowest = ids.reduce((a, b) => (isBefore(b, a) ? b : a));
  const seen = await messagesFrom(options, { place, lowest, signal });
  if (seen === "gone") return { keys: [], gone: keys, after };
  if (seen === "hidden") return { keys, gone: [], after };
  const { rows, isEnd } = seen;
  const last = highest(rows.flatMap((row) => idOf(row) ?? []));
  const shown = new Set(rows.map(idOf));
  const covered = keys.filter(([, id]) => isEnd || (last !== null && !isBefore(last, String(id))));
  return {
    ...landing(rows, until),
    keys: covered.filter(([, id]) => shown.has(String(id))),
    gone: covered.filter(([, id]) => !shown.has(String(id))),
    after,
  };
}
