import type { Feed, FoundPage, Json, Key, Unjudged } from "../../sources/source.ts";
import type { Landing } from "../../warehouse/landing/index.ts";

/** An end that never comes is a fault of the source, not a reason to fill memory. */
const SWEEP_PAGES_MAX = 100_000;

export interface Swept {
  readonly keys: readonly Key[];
  readonly unjudged: readonly Unjudged[];
}

type SweptFeed = Feed & Required<Pick<Feed, "sweep">>;

export function isSwept(feed: Feed): feed is SweptFeed {
  return feed.sweep !== undefined;
}

/** Everything that a feed lists; throws for one that lists without an end. */
export async function sweepWhole(feed: SweptFeed, signal: AbortSignal): Promise<Swept> {
  const keys: Key[] = [];
  const unjudged: Unjudged[] = [];
  let after: Json = null;
  for (let pageCount = 0; pageCount < SWEEP_PAGES_MAX; pageCount += 1) {
    const page = await feed.sweep({ after, signal });
    for (const key of page.keys) keys.push(key);
    unjudged.push(...(page.unjudged ?? []));
    if (page.done) return { keys, unjudged };
    after = page.after;
  }
  throw new Error(`The sweep of ${feed.name} has no end after ${SWEEP_PAGES_MAX} pages.`);
}

/**
 * Lands what is listed and not there. What was refused before for the same reason lands no second
 * time, so that a record nobody can read costs a request and no file.
 */
export async function landFound(
  feed: Feed,
  {
    landing,
    keys,
    until,
    signal,
  }: {
    readonly landing: Landing;
    readonly keys: readonly Key[];
    readonly until: string;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  if (feed.find === undefined) return 0;
  const { name, stream } = feed;
  const known = await landing.known(name);
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
