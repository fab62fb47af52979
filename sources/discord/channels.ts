/**
 * The configured channels of a guild and the public threads below them, each with what the
 * configuration says of it as `as`. Nothing of any other channel lands, its name included.
 *
 * API: https://docs.discord.com/developers/resources/channel#list-public-archived-threads
 */
import { z } from "zod";

import { cursorFrom, digestOf, rewound } from "../cursor.ts";
import type { Feed, Json, Page, Quarantined, Stream } from "../source.ts";
import {
  configuredIn,
  hasThreads,
  isClosed,
  isThread,
  readActiveThreads,
  readArchivedThreads,
  readChannel,
  readGuild,
  readRightsOfAll,
} from "./guild.ts";
import type { Listed } from "./guild.ts";
import type { DiscordOptions } from "./options.ts";
import { isLaterThan } from "./reading.ts";
import { Snowflake } from "./snowflake.ts";
import { refusalOf } from "./twice.ts";

const DAY_MS = 86_400_000;

/** Longer than a walk through all archives takes. */
const OVERLAP_DAYS = 3;

export const discordChannelsStream: Stream = { name: "discord_channels", primaryKey: ["id"] };

const Meaning = z.object({
  channel: Snowflake,
  cohort: z.string().nullable(),
  is_closed: z.boolean(),
});
type Meaning = z.infer<typeof Meaning>;

const Place = z.object({
  /** Channels whose archived threads are still to be listed, the one at hand first. */
  archives: z.array(Meaning),
  before: z.string().nullable(),
});
type Place = z.infer<typeof Place>;

const Cursor = z.object({
  /** Threads that were archived before it are known. Null before the first run has finished. */
  floor: z.string().nullable(),
  /** Of what was configured at that time. */
  configured: z.string().nullable(),
  run: Place.extend({ started: z.string() }).nullable(),
});
type Cursor = z.infer<typeof Cursor>;

export function discordChannels(options: DiscordOptions): Feed<Cursor | null> {
  const { name } = discordChannelsStream;

  return {
    name,
    stream: discordChannelsStream,

    async fetchPage({ cursor: given, until, signal }): Promise<Page<Cursor>> {
      const start: Cursor = { floor: null, configured: null, run: null };
      const cursor = cursorFrom<Cursor>(Cursor, given, { stream: name, start });
      const configured = digestOf(configuredIn(options) as Json);
      const { run } = cursor;
      // What is configured otherwise lands with what it is now, however long it has been archived.
      const isOutdated = cursor.configured !== configured || isLaterThan(cursor.floor, until);
      const floor = isOutdated ? null : cursor.floor;
      const read =
        run === null
          ? await readOpen(options, signal)
          : await readArchive(options, run, { floor, signal });
      const started = run?.started ?? until;
      const { place, records, quarantined } = read;
      const next: Cursor =
        place === null
          ? { floor: rewound(started, OVERLAP_DAYS * DAY_MS), configured, run: null }
          : { ...cursor, run: { ...place, started } };
      return { records, quarantined, cursor: next, done: place === null, isReread: true };
    },

    async sweep({ after, signal }) {
      const at = cursorFrom(Place.nullable(), after, { stream: name, start: null });
      const { place, records, quarantined } =
        at === null
          ? await readOpen(options, signal)
          : await readArchive(options, at, { floor: null, signal });
      const keys = records.map((record) => [(record as { id: string }).id]);
      return { keys, records, quarantined, after: place, done: place === null };
    },

    /** By its id, so that a list that is refused deletes nothing. */
    async look({ keys, after, signal }) {
      const first = keys.slice(0, 1);
      try {
        await readChannel(options, String(first[0]?.[0]), signal);
        return { keys: first, gone: [], after };
      } catch (error) {
        const status = refusalOf(error);
        if (status === null) throw error;
        return status === 404 ? { keys: [], gone: first, after } : { keys: first, gone: [], after };
      }
    },
  };
}

interface ReadPart {
  readonly records: readonly Json[];
  readonly quarantined: readonly Quarantined[];
  /** Null once all is listed. */
  readonly place: Place | null;
}

/** Channels, and what is not archived. */
async function readOpen(options: DiscordOptions, signal: AbortSignal): Promise<ReadPart> {
  const { guild } = options;
  const configured = configuredIn(options);
  const { channels, absent } = await readGuild(options, signal);
  const rightsOfAll = await readRightsOfAll(options, signal);
  const meanings = new Map(
    channels.map(({ channel }): [string, Meaning] => [
      channel.id,
      {
        channel: channel.id,
        cohort: configured[channel.id]?.cohort ?? null,
        is_closed: isClosed(channel, { guild, rightsOfAll }),
      },
    ]),
  );
  const active = await readActiveThreads(options, channels, signal);
  const archives = channels
    .filter(({ channel }) => hasThreads(channel))
    .flatMap(({ channel }) => meanings.get(channel.id) ?? []);
  return {
    records: [...channels, ...active].flatMap((one) => meant(one, meanings.get(ownerOf(one)))),
    quarantined: absent.map(({ id, reason }) => ({ record: { id }, reason })),
    place: archives.length === 0 ? null : { archives, before: null },
  };
}

async function readArchive(
  options: DiscordOptions,
  { archives: [at, ...left], before }: Place,
  { floor, signal }: { readonly floor: string | null; readonly signal: AbortSignal },
): Promise<ReadPart> {
  const onward = left.length === 0 ? null : { archives: left, before: null };
  if (at === undefined) return { records: [], quarantined: [], place: null };
  try {
    const page = await readArchivedThreads(options, { parent: at.channel, before, signal });
    const records = page.threads.flatMap((thread) => meant(thread, at));
    const isOver =
      page.before === null || (floor !== null && Date.parse(page.before) < Date.parse(floor));
    const more = { archives: [at, ...left], before: page.before };
    return { records, quarantined: [], place: isOver ? onward : more };
  } catch (error) {
    const status = refusalOf(error);
    if (status === null) throw error;
    const reason = `the archived threads of this channel are not shown: status ${status}`;
    return { records: [], quarantined: [{ record: { id: at.channel }, reason }], place: onward };
  }
}

function ownerOf({ channel: { id, type, parent_id } }: Listed): string {
  return isThread(type) ? (parent_id ?? id) : id;
}

function meant({ record }: Listed, as: Meaning | undefined): Json[] {
  return as === undefined ? [] : [{ ...record, as: as as unknown as Json }];
}
