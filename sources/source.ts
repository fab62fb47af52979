export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A record we could not place: no readable key or cursor field. Kept, never dropped. */
export interface Quarantined {
  readonly record: Json;
  readonly reason: string;
}

export interface PageRequest<Cursor extends Json> {
  /** Null before the first page. */
  readonly cursor: Cursor | null;
  /** Nothing newer is asked for, so that one run sees one moment. ISO 8601, UTC. */
  readonly until: string;
  /** The system told that something changed: what is read again only now and then is read now. */
  readonly isTold?: boolean;
  readonly signal: AbortSignal;
}

export interface Page<Cursor extends Json> {
  /** As the system sent them, less what must never land. What they mean is decided in staging. */
  readonly records: readonly Json[];
  readonly quarantined: readonly Quarantined[];
  /** Where to go on once these records are safely stored. */
  readonly cursor: Cursor | null;
  readonly done: boolean;
  /** Read again, in case something changed: of these records only what landing does not know lands. */
  readonly isReread?: boolean;
  /** Of a replay: what is refused no longer, since it is read now or was overtaken. */
  readonly mended?: readonly Mended[];
}

/** A record of a feed that was refused, as it was. */
export interface Mended extends Quarantined {
  readonly feed: string;
}

export interface SweepRequest {
  /** The last key of the sweep page before, null for the first one. */
  readonly after: Json;
  /** As of a page. A key is listed whenever it was made. */
  readonly until: string;
  readonly signal: AbortSignal;
}

/** Records that a sweep could not look for: their field, as text, begins with `prefix`. */
export interface Unjudged {
  readonly field: string;
  readonly prefix: string;
  /** The field is the prefix, and nothing follows: 17 is not 170. */
  readonly isWhole?: true;
}

/** Lists the values of a stream's `primaryKey`, in its order. */
export type Key = readonly Json[];

/**
 * Keys that still exist. A key seen before and absent from a whole sweep is missing: it counts as
 * deleted once a second look misses it, too.
 */
export interface SweepPage {
  readonly keys: readonly Key[];
  /**
   * What the sweep saw of each record besides, in the order of `keys`: a record that landed and does
   * not bear its mark has changed without a stamp, and is asked for as if it were unknown.
   */
  readonly marks?: readonly Json[];
  /**
   * Parts that could not be read today: a folder, a table. What was seen there before stays as it
   * was, whether its key is listed or not.
   */
  readonly unjudged?: readonly Unjudged[];
  /** Records that the list showed whole: what landing does not know of them, lands. */
  readonly records?: readonly Json[];
  /** What of them cannot be read. */
  readonly quarantined?: readonly Quarantined[];
  /** Where the next page begins: whoever goes on there later repeats nothing. */
  readonly after: Json;
  readonly done: boolean;
}

export interface LookRequest {
  /** Missing from a whole sweep, and not looked for again yet. */
  readonly keys: readonly Key[];
  /** Of the page before, null for the first one. */
  readonly after: Json;
  readonly until: string;
  readonly signal: AbortSignal;
}

/** A second look at keys that a sweep missed. */
export interface LookPage extends Pick<SweepPage, "records" | "quarantined"> {
  /** Those that are there, and those of which nothing can be said today: they stay as they are. */
  readonly keys: readonly Key[];
  /** Those that are missing again: deleted. */
  readonly gone: readonly Key[];
  readonly after: Json;
}

export interface FindRequest {
  /** Listed by a sweep, and not known to landing or known as deleted. */
  readonly keys: readonly Key[];
  /** As of a page: what is newer comes with the next run. */
  readonly until: string;
  readonly signal: AbortSignal;
}

/** Records that were asked for by their keys. */
export interface FoundPage {
  readonly records: readonly Json[];
  readonly quarantined: readonly Quarantined[];
  /** Keys for the next request: fewer each time, none once all were asked for. */
  readonly left: readonly Key[];
}

/** Records of one kind. */
export interface Stream {
  /** `<system>_<things>`: also names the raw table. */
  readonly name: string;
  /** Fields that tell records apart. A record that comes again is a new version, or nothing. */
  readonly primaryKey: readonly string[];
  /**
   * Where a record says when it last changed: JSON paths, of which the first readable one counts.
   * Versions are ordered by it, and a late export never beats a newer edit. Only an instant that the
   * system itself moves with every edit. Without it, versions are ordered as they landed.
   */
  readonly changedAt?: readonly string[];
  /** How long the system keeps what its live feed has not read. Later it is lost, and nothing tells. */
  readonly forgottenAfterHours?: number;
}

/**
 * One way of getting a stream's records: live, by webhook, from an export, back-filled. Feeds of
 * one stream write one table and know nothing of each other: each has a cursor of its own.
 */
export interface Feed<Cursor extends Json = Json> {
  /** The stream's name for its live feed, `<stream>@<way>` for every other. */
  readonly name: string;
  readonly stream: Stream;
  fetchPage(request: PageRequest<Cursor>): Promise<Page<Cursor>>;
  /** Present where the system tells of no deletions. Judges the whole stream. */
  sweep?(request: SweepRequest): Promise<SweepPage>;
  /**
   * Present where a few keys cost less to look for than the whole list; else that is listed again. It
   * must not believe a single answer either.
   */
  look?(request: LookRequest): Promise<LookPage>;
  /**
   * Present where records can be asked for by key: so a sweep also finds what paging missed, a
   * commit that came late or a record that was restored with its old stamps.
   */
  find?(request: FindRequest): Promise<FoundPage>;
  /**
   * What a page would make now of a record that was refused, without asking the system. Present where
   * a record is refused as it would land.
   */
  readAgain?(refused: Json): Pick<Page<Cursor>, "records" | "quarantined">;
  /** True for a landed record that is as a sweep's mark says. Present where sweeps have marks. */
  bears?(record: Json, mark: Json): boolean;
}

/** The stream that a feed of this name writes. */
export function streamOf(feed: string): string {
  return feed.split("@", 1)[0] ?? feed;
}

/**
 * Only the live feed says what there is now: a stream is as fresh as it is, whatever an export
 * brings.
 */
export function isLive(feed: string): boolean {
  return streamOf(feed) === feed;
}
