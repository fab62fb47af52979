import type { Feed, FoundPage, Json, Key, PageRequest, Unjudged } from "../../sources/source.ts";
import type { Landing } from "../../warehouse/landing/index.ts";

/** Changed records that land together. */
const RECORDS_PER_FILE_MAX = 1_000;

/** An end that never comes is a fault of the source, not a reason to fill memory. */
const SWEEP_PAGES_MAX = 100_000;

export interface Swept {
  readonly keys: readonly Key[];
  /** In the order of the keys, where the feed has any. */
  readonly marks: readonly Json[];
  readonly unjudged: readonly Unjudged[];
  /** Records that the list showed, and landing does not know so. */
  readonly changed: readonly Json[];
}

type SweptFeed = Feed & Required<Pick<Feed, "sweep">>;

export function isSwept(feed: Feed): feed is SweptFeed {
  return feed.sweep !== undefined;
}

/** Everything that a feed lists; throws for one that lists without an end. */
export async function sweepWhole(
  feed: SweptFeed,
  { landing, until, signal }: Pick<PageRequest<Json>, "until" | "signal"> & { landing: Landing },
): Promise<Swept> {
  const known = await landing.known(feed.name);
  const keys: Key[] = [];
  const marks: Json[] = [];
  const unjudged: Unjudged[] = [];
  const changed: Json[] = [];
  let after: Json = null;
  for (let pageCount = 0; pageCount < SWEEP_PAGES_MAX; pageCount += 1) {
    const page = await feed.sweep({ after, until, signal });
    for (const key of page.keys) keys.push(key);
    for (const mark of page.marks ?? []) marks.push(mark);
    unjudged.push(...(page.unjudged ?? []));
    // At once: a whole forum would not fit into memory.
    changed.push(...(page.records ?? []).filter((record) => !known.isSame(record)));
    if (page.done) return { keys, marks, unjudged, changed };
    after = page.after;
  }
  throw new Error(`The sweep of ${feed.name} has no end after ${SWEEP_PAGES_MAX} pages.`);
}

/** Lands records that a sweep saw and landing did not know so. */
export async function landChanged(
  { name, stream }: Feed,
  {
    landing,
    records,
    until,
  }: { readonly landing: Landing; readonly records: readonly Json[]; readonly until: string },
): Promise<void> {
  const cursor = await landing.cursorOf(name);
  for (let from = 0; from < records.length; from += RECORDS_PER_FILE_MAX) {
    const some = records.slice(from, from + RECORDS_PER_FILE_MAX);
    const page = { records: some, quarantined: [], cursor, done: false };
    await landing.write(name, page, { until, primaryKey: stream.primaryKey });
  }
}

/**
 * Lands what is listed and not there, or not as the sweep saw it. What was refused before for the
 * same reason lands no second time, so that a record nobody can read costs a request and no file.
 */
export async function landFound(
  feed: Feed,
  {
    landing,
    swept: { keys, marks },
    until,
    signal,
  }: {
    readonly landing: Landing;
    readonly swept: Swept;
    readonly until: string;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  if (feed.find === undefined) return 0;
  const { name, stream } = feed;
  const known = await landing.known(name, isAsSwept(feed, keys, marks));
  let left: readonly Key[] = keys.filter((key) => !known.has(key));
  let foundCount = 0;
  while (left.length > 0) {
    const found: FoundPage = await feed.find({ keys: left, until, signal });
    if (found.left.length >= left.length)
      throw new Error(`${name} was asked for ${left.length} keys and asks for none of them.`);
    const page = {
      records: found.records,
      quarantined: found.quarantined.filter((item) => !known.isRefused(item)),
      cursor: await landing.cursorOf(name),
      done: false,
    };
    await landing.write(name, page, { until, primaryKey: stream.primaryKey });
    foundCount += found.records.length;
    left = found.left;
  }
  return foundCount;
}

/** Whether a landed record is what a sweep saw of it; of one that it does not list nobody asks. */
function isAsSwept(feed: Feed, keys: readonly Key[], marks: readonly Json[]) {
  if (feed.bears === undefined || marks.length !== keys.length) return undefined;
  const markOf = new Map(keys.map((key, index) => [JSON.stringify(key), marks[index] ?? null]));
  return (key: string, record: Json): boolean => {
    const mark = markOf.get(key);
    return mark === undefined || feed.bears?.(record, mark) === true;
  };
}
