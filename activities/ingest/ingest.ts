import type { Mark } from "../../sources/hook.ts";
import type { Feed } from "../../sources/source.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import { unknownOf } from "./reread.ts";
import { isSwept, sweepOn, type SweptSlice } from "./sweep.ts";

/** A page that takes longer than this is asked for again. */
const PAGE_TIMEOUT_MS = 5 * 60_000;

/** A slice asks for a minute's worth of replies, and shares the rate with the slices of others. */
const SLICE_TIMEOUT_MS = 10 * 60_000;

export interface IngestDependencies {
  readonly landing: Landing;
  readonly feeds: readonly Feed[];
  /** Whether a feed's system told of something that no reading has looked for yet. */
  readonly isTold?: (feed: string) => boolean;
  /** Told once a feed was read or swept to its end, of all that happened until then. */
  readonly onSeen?: (mark: Mark, until: string) => void;
}

export interface FeedRequest {
  readonly feed: string;
  /** One run sees one moment: ISO 8601, UTC. */
  readonly until: string;
}

export interface LandedPage {
  readonly recordCount: number;
  readonly quarantinedCount: number;
  readonly done: boolean;
  /** With the last page: true where a sweep of the feed was begun and has not come to its end. */
  readonly isSweepUnfinished: boolean;
}

export interface LandedSweep extends SweptSlice {
  /** False for a feed that tells of deletions itself. */
  readonly isSwept: boolean;
}

export type IngestActivities = ReturnType<typeof createIngestActivities>;

export function createIngestActivities({
  landing,
  feeds,
  isTold = () => false,
  onSeen = () => undefined,
}: IngestDependencies) {
  const byName = new Map(feeds.map((feed) => [feed.name, feed]));

  function feedOf(name: string): Feed {
    const feed = byName.get(name);
    if (feed !== undefined) return feed;
    const known = [...byName.keys()].join(", ") || "none";
    throw new Error(`No source is configured for feed ${name}; configured: ${known}.`);
  }

  return {
    /**
     * Copies one page of a feed into landing, and with it the cursor that follows.
     *
     * One file holds both, so a retry repeats a page or goes on after it, and never skips one.
     * Records are not returned: a workflow's history takes references, not data.
     */
    async landPage({ feed: name, until }: FeedRequest): Promise<LandedPage> {
      const feed = feedOf(name);
      const cursor = await landing.cursorOf(name);
      const signal = AbortSignal.timeout(PAGE_TIMEOUT_MS);
      const fetched = await feed.fetchPage({ cursor, until, isTold: isTold(name), signal });
      const page = fetched.isReread === true ? await unknownOf(fetched, landing, name) : fetched;
      await landing.write(name, page, { until, primaryKey: feed.stream.primaryKey });
      if (page.done) onSeen({ feed: name, how: "read" }, until);
      // Asked once a run, since it opens every part of the sweep.
      const sweep = page.done ? await landing.unfinishedSweep(name, feed.stream.primaryKey) : null;
      return {
        recordCount: page.records.length,
        quarantinedCount: page.quarantined.length,
        done: page.done,
        isSweepUnfinished: sweep !== null,
      };
    },

    /**
     * One slice of a feed's sweep. What it lists lands at once as far as landing does not know it so;
     * what is missing is judged at the end of the last slice, and a sweep that never comes to its end
     * judges nothing. Whoever calls it next, after a kill as well, goes on.
     */
    async sweepFeed({ feed: name, until }: FeedRequest): Promise<LandedSweep> {
      const feed = feedOf(name);
      if (!isSwept(feed)) return { isSwept: false, done: true, keyCount: 0, foundCount: 0 };
      const signal = AbortSignal.timeout(SLICE_TIMEOUT_MS);
      const { until: begun, ...slice } = await sweepOn(feed, { landing, until, signal });
      // What came after it was begun, it may have passed by.
      if (slice.done) onSeen({ feed: name, how: "sweep" }, begun);
      return { isSwept: true, ...slice };
    },
  };
}
