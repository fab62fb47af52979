import { SourceCursorError } from "../../sources/errors.ts";
import type { Feed, Json, Key, PageRequest, SweepPage } from "../../sources/source.ts";
import type { Landing, SweepPart, UnfinishedSweep } from "../../warehouse/landing/index.ts";
import { landAll, landFound } from "./land.ts";

/** An end that never comes is a fault of the source: at a part a minute, a week of them. */
const PARTS_MAX = 10_000;

export interface SweptSlice {
  /** False while the sweep is to go on. */
  readonly done: boolean;
  /** Keys that it has listed so far. */
  readonly keyCount: number;
  /** Records that are listed, and landed only now, or as they are only now. */
  readonly foundCount: number;
}

type SweptFeed = Feed & Required<Pick<Feed, "sweep">>;
type Given = Pick<PageRequest<Json>, "until" | "signal"> & { readonly landing: Landing };

export function isSwept(feed: Feed): feed is SweptFeed {
  return feed.sweep !== undefined;
}

/**
 * The next slice of a feed's sweep: of the one that is under way, or the first of a new one.
 *
 * First all is listed. What is missing is then looked for again, and only what two readings miss is
 * judged, in one file, once all is known. A slice lands what it saw and then the part that says so:
 * killed in between, it is repeated, and nothing lands twice.
 */
export async function sweepOn(
  feed: SweptFeed,
  given: Given,
): Promise<SweptSlice & { readonly until: string }> {
  const { name, stream } = feed;
  const { landing, until } = given;
  const { primaryKey } = stream;
  const before = await landing.unfinishedSweep(name, primaryKey);
  const after = before?.after ?? (await landing.lastNumber(name));
  const sweep = { until: before?.until ?? until, after, primaryKey };
  const part = await nextPart(feed, before, given);
  if (part !== null) await landing.writeSweepPart(name, part, { ...sweep, before });
  const now = part === null ? before : await landing.unfinishedSweep(name, primaryKey);
  const foundCount = part?.foundCount ?? 0;
  if (now === null) throw new Error(`The sweep of ${name} was ended by another process.`);
  const { keyCount } = now;
  if (!now.isListed || (now.pass === 1 && (await missingFrom(now, feed, landing)).length > 0))
    return { done: false, keyCount, foundCount, until: sweep.until };
  const keys = [...(await now.listed())].map((key) => JSON.parse(key) as Key);
  await landing.writeSweep(name, { ...sweep, keys, unjudged: now.unjudged });
  return { done: true, keyCount: keys.length, foundCount, until: sweep.until };
}

/** Null where all is known already: the process ended just before it judged. */
async function nextPart(feed: SweptFeed, before: UnfinishedSweep | null, given: Given) {
  if (before === null) return listed(feed, { pass: 1, from: null, given });
  if (before.partCount >= PARTS_MAX) {
    await given.landing.forgetSweep(feed.name);
    throw new Error(`The sweep of ${feed.name} has no end after ${PARTS_MAX} parts.`);
  }
  const { pass, next, isListed } = before;
  if (pass === 2 && isListed) return null;
  if (pass === 1 && !isListed) return goneOn(feed, { pass, from: next, given });
  const missing = await missingFrom(before, feed, given.landing);
  if (missing.length === 0) return null;
  const from = pass === 2 ? next : null;
  if (feed.look === undefined) return goneOn(feed, { pass: 2, from, given });
  return lookedAgain(feed as SweptFeed & Required<Pick<Feed, "look">>, { missing, from, given });
}

interface Listing {
  readonly pass: SweepPart["pass"];
  readonly from: Json;
  readonly given: Given;
}

type LandedPart = SweepPart & Pick<SweptSlice, "foundCount">;

/** A place that another version of the feed has written is nowhere for this one. */
async function goneOn(feed: SweptFeed, listing: Listing): Promise<LandedPart> {
  try {
    return await listed(feed, listing);
  } catch (error) {
    if (error instanceof SourceCursorError) await listing.given.landing.forgetSweep(feed.name);
    throw error;
  }
}

async function listed(feed: SweptFeed, { pass, from, given }: Listing): Promise<LandedPart> {
  const { landing, until, signal } = given;
  const page: SweepPage = await feed.sweep({ after: from, until, signal });
  const { keys, marks = [], unjudged = [], after: next, done } = page;
  if (!done && isSame(next, from))
    throw new Error(`The sweep of ${feed.name} has no end: it stands still at one place.`);
  const known = await knownTo();
  const changedCount = known === null ? 0 : await landAll(feed, { ...given, page, known });
  const foundCount = known === null ? 0 : await landFound(feed, { ...given, keys, known });
  return { pass, keys, unjudged, next, done, foundCount: changedCount + foundCount };

  /** Null where there is nothing to be compared. */
  async function knownTo() {
    const { records = [], quarantined = [] } = page;
    if (feed.find === undefined && records.length + quarantined.length === 0) return null;
    return landing.known(feed.name, isAsSwept(feed, keys, marks));
  }
}

async function lookedAgain(
  feed: SweptFeed & Required<Pick<Feed, "look">>,
  { missing, from, given }: { missing: readonly Key[]; from: Json; given: Given },
): Promise<LandedPart> {
  const { landing, until, signal } = given;
  const page = await feed.look({ keys: missing, after: from, until, signal });
  const { keys, gone, after: next } = page;
  const settled = new Set([...keys, ...gone].map((key) => JSON.stringify(key)));
  const left = missing.filter((key) => !settled.has(JSON.stringify(key)));
  if (left.length === missing.length && isSame(next, from))
    throw new Error(`${feed.name} was asked again for ${left.length} keys and looks for none.`);
  const known = await landing.known(feed.name);
  const foundCount = await landAll(feed, { ...given, page, known });
  return { pass: 2, keys, gone, next, done: left.length === 0, foundCount };
}

/** Of what has landed before the sweep began, all that no part has told of yet. */
async function missingFrom(
  sweep: UnfinishedSweep,
  { name }: Feed,
  landing: Landing,
): Promise<readonly Key[]> {
  const listedKeys = await sweep.listed();
  const gone = new Set(sweep.gone.map((key) => JSON.stringify(key)));
  const { after, unjudged } = sweep;
  const known = await landing.known(name);
  const missing = known.missing({ listed: listedKeys, after, unjudged });
  return missing.filter((key) => !gone.has(JSON.stringify(key)));
}

/** Whether a landed record is what a sweep saw of it; of one that it does not list nobody asks. */
function isAsSwept(feed: Feed, keys: readonly Key[], marks: readonly Json[]) {
  if (feed.bears === undefined || marks.length !== keys.length) return undefined;
  const markOf = new Map(keys.map((key, index) => [JSON.stringify(key), marks[index] ?? null]));
  return {
    keys: new Set(markOf.keys()),
    holds: (key: string, record: Json) => feed.bears?.(record, markOf.get(key) ?? null) === true,
  };
}

function isSame(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
