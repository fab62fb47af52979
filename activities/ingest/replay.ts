import {
  type Feed,
  type Json,
  type Key,
  type Mended,
  type Stream,
  streamOf,
} from "../../sources/source.ts";
import { keyOf, type Landing } from "../../warehouse/landing/index.ts";
import { landedLater } from "./landed-later.ts";

/** What a feed refused, and when it was last seen. */
export interface Refused extends Mended {
  readonly last_seen_at: string;
}

export interface Replayed {
  readonly stream: string;
  /** Read now, and landed. */
  readonly mendedCount: number;
  /** Not landed, because a later version had landed meanwhile. */
  readonly overtakenCount: number;
  /** Still refused, or not to be tried without the next reading. */
  readonly leftCount: number;
}

interface ReplayOptions {
  readonly landing: Landing;
  readonly feeds: ReadonlyMap<string, Feed>;
  /** The moment as of which systems are asked for what cannot be read from the refused record. */
  readonly until: string;
  readonly signal: AbortSignal;
}

type Tried =
  | { readonly how: "mended"; readonly one: Refused; readonly records: readonly Json[] }
  | { readonly how: "overtaken" | "left"; readonly one: Refused };

/**
 * Tries again what was refused. What is read now lands by a feed of its own, `<stream>@replay`, as of
 * the moment when it was refused last: so it undoes nothing that was read since. One file holds the
 * records and what they mend, so that a replay that was killed, or comes twice, doubles nothing.
 */
export async function replayRefused(
  refused: readonly Refused[],
  options: ReplayOptions,
): Promise<readonly Replayed[]> {
  const replayed: Replayed[] = [];
  for (const [name, ofStream] of Map.groupBy(refused, ({ feed }) => streamOf(feed))) {
    const feed = options.feeds.get(name);
    const tried: readonly Tried[] =
      feed === undefined
        ? ofStream.map((one) => ({ how: "left", one }))
        : await tryAgain(feed, ofStream, options);
    if (feed !== undefined) await land(feed.stream, tried, options.landing);
    const countOf = (how: Tried["how"]) => tried.filter((one) => one.how === how).length;
    replayed.push({
      stream: name,
      mendedCount: countOf("mended"),
      overtakenCount: countOf("overtaken"),
      leftCount: countOf("left"),
    });
  }
  return replayed;
}

async function tryAgain(
  feed: Feed,
  refused: readonly Refused[],
  { landing, until, signal }: ReplayOptions,
): Promise<readonly Tried[]> {
  const { stream } = feed;
  const again = refused.map((one) => ({ one, read: feed.readAgain?.(one.record) }));
  const isLater = await landedLater(
    landing,
    stream,
    again.flatMap(({ one, read }) => [one.record, ...(read?.records ?? [])]),
  );
  const isOrdered = (stream.changedAt ?? []).length > 0;
  const tried: Tried[] = [];
  const toAsk: { readonly one: Refused; readonly key: Key }[] = [];
  for (const { one, read } of again) {
    const isRead = read !== undefined && read.quarantined.length === 0 && read.records.length > 0;
    // Without an instant of their own versions stand as they landed: an old one would be the newest.
    const records = (read?.records ?? []).filter((record) => isOrdered || !isLater(one, record));
    const key = keyOf(stream.primaryKey, one.record);
    if (isRead && records.length > 0) tried.push({ how: "mended", one, records });
    else if (isRead || isLater(one, one.record)) tried.push({ how: "overtaken", one });
    else if (feed.find !== undefined && key !== null) toAsk.push({ one, key });
    else tried.push({ how: "left", one });
  }
  const found = await askFor(
    feed,
    toAsk.map(({ key }) => key),
    { until, signal },
  );
  for (const { one, key } of toAsk) {
    const records = found.get(JSON.stringify(key));
    if (records === undefined) tried.push({ how: "left", one });
    else tried.push({ how: "mended", one: { ...one, last_seen_at: until }, records });
  }
  return tried;
}

/** Records as they are now, by their key. */
async function askFor(
  feed: Feed,
  keys: readonly Key[],
  { until, signal }: Pick<ReplayOptions, "until" | "signal">,
): Promise<ReadonlyMap<string, readonly Json[]>> {
  const found = new Map<string, readonly Json[]>();
  for (let left = keys; left.length > 0 && feed.find !== undefined;) {
    const page = await feed.find({ keys: left, until, signal });
    for (const record of page.records) {
      const key = JSON.stringify(keyOf(feed.stream.primaryKey, record));
      found.set(key, [...(found.get(key) ?? []), record]);
    }
    left = page.left;
  }
  return found;
}

/** Oldest first, as they would have landed. */
async function land(stream: Stream, tried: readonly Tried[], landing: Landing): Promise<void> {
  const settled = tried.filter(({ how }) => how !== "left");
  const byMoment = Map.groupBy(settled, ({ one }) => one.last_seen_at);
  for (const until of [...byMoment.keys()].toSorted()) {
    const group = byMoment.get(until) ?? [];
    const records = group.flatMap((each) => (each.how === "mended" ? each.records : []));
    const mended = group.map(({ one: { feed, reason, record } }) => ({ feed, reason, record }));
    await landing.write(
      `${stream.name}@replay`,
      { records, quarantined: [], cursor: null, done: true, mended },
      { until, primaryKey: stream.primaryKey },
    );
  }
}
