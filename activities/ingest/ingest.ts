import type { Feed } from "../../sources/source.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import { unknownOf } from "./reread.ts";
import { isSwept, landChanged, landFound, sweepWhole } from "./sweep.ts";

/** A page that takes longer than this is asked for again. */
const PAGE_TIMEOUT_MS = 5 * 60_000;

/** A whole sweep is one activity: half of one judges nothing. */
const SWEEP_TIMEOUT_MS = 30 * 60_000;

export interface IngestDependencies {
  readonly landing: Landing;
  readonly feeds: readonly Feed[];
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
}

export interface LandedSweep {
  /** False for a feed that tells of deletions itself. */
  readonly isSwept: boolean;
  readonly keyCount: number;
  /** Records that are listed, and landed only now, or as they are only now. */
  readonly foundCount: number;
}

export type IngestActivities = ReturnType<typeof createIngestActivities>;

export function createIngestActivities({ landing, feeds }: IngestDependencies) {
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
      const fetched = await feed.fetchPage({ cursor, until, signal });
      const page = fetched.isReread === true ? await unknownOf(fetched, landing, name) : fetched;
      await landing.write(name, page, { until, primaryKey: feed.stream.primaryKey });
      return {
        recordCount: page.records.length,
        quarantinedCount: page.quarantined.length,
        done: page.done,
      };
    },

    /**
     * Lands the keys that still exist, once all of them are known, and then the records among them
     * that never landed, were found deleted or are not what they were. A sweep that breaks off lands nothing: what it did
     * not reach would count as deleted.
     */
    async sweepFeed({ feed: name, until }: FeedRequest): Promise<LandedSweep> {
      const feed = feedOf(name);
      if (!isSwept(feed)) return { isSwept: false, keyCount: 0, foundCount: 0 };
      const signal = AbortSignal.timeout(SWEEP_TIMEOUT_MS);
      const landedBefore = await landing.lastNumber(name);
      const swept = await sweepWhole(feed, { landing, until, signal });
      const { keys, unjudged, changed } = swept;
      const { primaryKey } = feed.stream;
      await landing.writeSweep(name, { keys, unjudged, until, primaryKey, after: landedBefore });
      await landChanged(feed, { landing, records: changed, until });
      const foundCount =
        changed.length + (await landFound(feed, { landing, swept, until, signal }));
      return { isSwept: true, keyCount: keys.length, foundCount };
    },
  };
}
