import { z } from "zod";

import { laterOf, rewound } from "../cursor.ts";
import type { Json, Quarantined } from "../source.ts";
import { beginWalk, Place, stepOn, Walk } from "./walk.ts";
import type { FloorOf, Refused, Step } from "./walk.ts";
import { configuredIn } from "./guild.ts";
import type { DiscordOptions } from "./options.ts";
import { givenAt, idOf, Snowflake } from "./snowflake.ts";

/** An edit and a new reaction move nothing that a list tells: so long they are looked for in each run. */
export const REREAD_DAYS = 7;
const DAY_MS = 86_400_000;

/** How far messages were read, run by run. */
export const Reading = z.object({
  /** Messages that were sent before it are not read again. Null before the first run has finished. */
  floor: z.string().nullable(),
  /** Channels that were walked through once: of any other all is read. */
  known: z.array(Snowflake),
  /** Places that were refused: they are read whole, whatever the floor. */
  unread: z.array(Place),
  /** Where an unfinished run stands. */
  run: z
    .object({
      walk: Walk,
      started: z.string(),
      newest: z.string().nullable(),
      channels: z.array(Snowflake),
    })
    .nullable(),
});
export type Reading = z.infer<typeof Reading>;

export const UNREAD: Reading = { floor: null, known: [], unread: [], run: null };

export interface ReadOn {
  /** Messages, as they were sent: those of the last page may be newer than the run. */
  readonly rows: readonly Json[];
  /** What was refused and is not known to be so. */
  readonly quarantined: readonly Quarantined[];
  readonly reading: Reading;
  readonly done: boolean;
}

/** One step of a run: first what there is to be read, then page by page. */
export async function readOn(
  options: DiscordOptions,
  reading: Reading,
  { until, signal, rereadDays }: { until: string; signal: AbortSignal; rereadDays: number },
): Promise<ReadOn> {
  const { run } = reading;
  const floorOf = floorsOf(reading);
  // Somebody's clock was ahead: below such a floor nothing would be read for as long.
  if (run === null && isLaterThan(reading.floor, until)) {
    return readOn(options, { ...reading, floor: null }, { until, signal, rereadDays });
  }
  if (run === null) {
    const configured = configuredIn(options);
    const besides = reading.unread.filter(({ of }) => configured[of] !== undefined);
    const { walk, channels } = await beginWalk(options, { floorOf, besides, signal });
    const known = reading.known.filter((id) => configured[id] !== undefined);
    const begun = { walk, started: until, newest: null, channels: [...channels] };
    const next = { ...reading, known, unread: [...besides], run: begun };
    return { rows: [], quarantined: [], reading: next, done: false };
  }
  const step = await stepOn(options, run.walk, { floorOf, until, signal });
  const newest = newestOf(step.rows, run);
  const unread = unreadAfter(reading.unread, step);
  const isKnown = reading.unread.some(({ place }) => place === step.refused?.place.place);
  const quarantined = step.refused === undefined || isKnown ? [] : [quarantinedAs(step.refused)];
  // A channel whose threads were not listed is read whole once they are.
  const channels = run.channels.filter(
    (id) => step.refused?.what !== "threads" || id !== step.refused.place.of,
  );
  if (step.walk !== null) {
    const next = { ...run, walk: step.walk, newest, channels };
    return {
      rows: step.rows,
      quarantined,
      reading: { ...reading, unread, run: next },
      done: false,
    };
  }
  const known = [...new Set([...reading.known, ...channels])];
  const isUnlisted = (id: string) => !channels.includes(id) && run.channels.includes(id);
  const finished: Reading = {
    floor: newest === null ? reading.floor : rewound(newest, rereadDays * DAY_MS),
    known: known.filter((id) => !isUnlisted(id)),
    unread,
    run: null,
  };
  return { rows: step.rows, quarantined, reading: finished, done: true };
}

export function isLaterThan(floor: string | null, until: string): boolean {
  return floor !== null && Date.parse(floor) > Date.parse(until);
}

function floorsOf({ floor, known, unread }: Reading): FloorOf {
  const whole = new Set(unread.map(({ place }) => place));
  return ({ place, of }) => (whole.has(place) || !known.includes(of) ? null : floor);
}

/**
 * A run that was stopped for days must not believe that it saw those days of every channel: what is
 * newer than its start does not move the floor.
 */
function newestOf(rows: readonly Json[], { started, newest }: NonNullable<Reading["run"]>) {
  return rows
    .flatMap((row) => idOf(row) ?? [])
    .map((id) => new Date(givenAt(id)).toISOString())
    .filter((sent) => Date.parse(sent) <= Date.parse(started))
    .reduce<string | null>((latest, sent) => laterOf(latest, sent), newest);
}

function unreadAfter(unread: readonly Place[], { finished, refused }: Step): Place[] {
  const at = finished?.place ?? refused?.place.place;
  const others = unread.filter(({ place }) => place !== at);
  if (refused === undefined || refused.what === "threads") return others;
  // What is not there in a second run either is gone; a sweep brings back what it shows again.
  const isGone = refused.status === 404 && others.length < unread.length;
  return isGone ? others : [...others, refused.place];
}

/** Names a place that was refused. */
export function quarantinedAs({ place: { place }, status, what }: Refused): Quarantined {
  return {
    record: { channel_id: place },
    reason: `the ${what} of this channel are not shown: status ${status}`,
  };
}
