import { Routes } from "discord-api-types/v10";
import { z } from "zod";

import type { Json } from "../source.ts";
import { asSent } from "../records.ts";
import {
  hasMessages,
  hasThreads,
  isThread,
  readActiveThreads,
  readArchivedThreads,
  readGuild,
} from "./guild.ts";
import type { Listed } from "./guild.ts";
import type { DiscordOptions } from "./options.ts";
import { FIRST, givenAt, highest, idOf, isBefore, Snowflake, snowflakeAt } from "./snowflake.ts";
import { readTwice, refusalOf } from "./twice.ts";

const ROWS_MAX = 100;

const Rows = z.array(asSent);

/** A channel or thread whose messages are read, and the configured channel it belongs to. */
export const Place = z.object({ place: Snowflake, of: Snowflake });
export type Place = z.infer<typeof Place>;

const Archive = z.object({ threadsOf: Snowflake, before: z.string().nullable() });

/** What is still to be read, the part at hand first. */
export const Walk = z.object({
  queue: z.array(z.union([Place, Archive])),
  /** The last message taken of the place at hand. */
  after: Snowflake.nullable(),
});
export type Walk = z.infer<typeof Walk>;

/** Messages that were sent before it are of no interest; null: all are. */
export type FloorOf = (place: Place) => string | null;

export interface Refused {
  readonly place: Place;
  readonly status: 403 | 404;
  readonly what: "messages" | "threads";
}

export interface Step {
  /** Null once nothing is left. */
  readonly walk: Walk | null;
  /** Messages, as they were sent. */
  readonly rows: readonly Json[];
  /** A place that was read to its end. */
  readonly finished?: Place;
  /** Refused, though it was asked for twice: the messages of a place, or the list of its threads. */
  readonly refused?: Refused;
}

/** Every place of the configured channels but their archived threads, which are listed in passing. */
export async function beginWalk(
  options: DiscordOptions,
  {
    floorOf,
    besides,
    signal,
  }: { floorOf: FloorOf; besides: readonly Place[]; signal: AbortSignal },
): Promise<{ readonly walk: Walk; readonly channels: readonly string[] }> {
  const { channels } = await readGuild(options, signal);
  const active = await readActiveThreads(options, channels, signal);
  const places = [...channels.filter(({ channel }) => hasMessages(channel)), ...active]
    .map((listed) => ({ listed, place: placeOf(listed) }))
    .filter(({ listed, place }) => isOfInterest(listed, floorOf(place)))
    .map(({ place }) => place);
  const known = new Set(places.map(({ place }) => place));
  const archives = channels
    .filter(({ channel }) => hasThreads(channel))
    .map(({ channel }) => ({ threadsOf: channel.id, before: null }));
  return {
    walk: {
      queue: [...besides.filter(({ place }) => !known.has(place)), ...places, ...archives],
      after: null,
    },
    channels: channels.map(({ channel }) => channel.id),
  };
}

/** One reply further. A place ends with the first message that is newer than `until`. */
export async function stepOn(
  options: DiscordOptions,
  { queue, after }: Walk,
  { floorOf, until, signal }: { floorOf: FloorOf; until: string; signal: AbortSignal },
): Promise<Step> {
  const [at, ...left] = queue;
  const onTo = (next: Walk["queue"]) => (next.length === 0 ? null : { queue: next, after: null });
  if (at === undefined) return { walk: null, rows: [] };
  const isList = "threadsOf" in at;
  try {
    if (isList) {
      const found = await archivedPlaces(options, at, { floorOf, signal });
      return { walk: onTo([...found, ...left]), rows: [] };
    }
    const floor = floorOf(at);
    const from = after ?? (floor === null ? FIRST : snowflakeAt(floor));
    const { rows, isEnd } = await readMessages(options, { place: at.place, after: from, signal });
    const last = highest(rows.flatMap((row) => idOf(row) ?? []));
    const isPast = last !== null && givenAt(last) > Date.parse(until);
    // A page without an id that can be read would come for ever.
    if (!isEnd && !isPast && last !== null) return { walk: { queue, after: last }, rows };
    return { walk: onTo(left), rows, finished: at };
  } catch (error) {
    const status = refusalOf(error);
    if (status === null) throw error;
    const place = isList ? { place: at.threadsOf, of: at.threadsOf } : at;
    const refused = { place, status, what: isList ? "threads" : "messages" } as const;
    return { walk: onTo(left), rows: [], refused };
  }
}

/** Up to a hundred messages after one, whatever their order. */
export async function readMessages(
  { http }: DiscordOptions,
  { place, after, signal }: { place: string; after: string; signal: AbortSignal },
) {
  const query = { after, limit: `${ROWS_MAX}` };
  const path = Routes.channelMessages(place);
  return readTwice(() => http.get(Rows, path, { query, signal }), ROWS_MAX);
}

/** Nothing is written into an archived thread: only those archived since the floor are of interest. */
async function archivedPlaces(
  options: DiscordOptions,
  { threadsOf, before }: z.infer<typeof Archive>,
  { floorOf, signal }: { floorOf: FloorOf; signal: AbortSignal },
): Promise<Walk["queue"]> {
  const floor = floorOf({ place: threadsOf, of: threadsOf });
  const page = { parent: threadsOf, before, signal };
  const { threads, before: next } = await readArchivedThreads(options, page);
  const places = threads
    .filter((thread) => isOfInterest(thread, floorOf(placeOf(thread))))
    .map(placeOf);
  const isPast = floor !== null && next !== null && Date.parse(next) < Date.parse(floor);
  return [...places, ...(next === null || isPast ? [] : [{ threadsOf, before: next }])];
}

/** A thread belongs to the channel above it; what is above a channel is only a heading. */
function placeOf({ channel: { id, type, parent_id } }: Listed): Place {
  return { place: id, of: isThread(type) ? (parent_id ?? id) : id };
}

/** The last message may be deleted by now, and still tells that none was sent since. */
function isOfInterest({ channel: { last_message_id: last } }: Listed, floor: string | null) {
  return floor === null || last == null || !isBefore(last, snowflakeAt(floor));
}
