import type { Json, Source } from "../../sources/source.ts";
import type { Landing } from "../../warehouse/landing/index.ts";

/** A page that takes longer than this is asked for again. */
const PAGE_TIMEOUT_MS = 5 * 60_000;

/** A whole sweep is one activity: half of one judges nothing. */
const SWEEP_TIMEOUT_MS = 30 * 60_000;

/** An end that never comes is a fault of the source, not a reason to fill memory. */
const SWEEP_PAGES_MAX = 100_000;

export interface IngestDependencies {
  readonly landing: Landing;
  readonly sources: readonly Source[];
}

export interface StreamRequest {
  readonly stream: string;
  /** One run sees one moment: ISO 8601, UTC. */
  readonly until: string;
}

export interface LandedPage {
  readonly recordCount: number;
  readonly quarantinedCount: number;
  readonly done: boolean;
}

export interface LandedSweep {
  /** False for a source that tells of deletions itself. */
  readonly isSwept: boolean;
  readonly keyCount: number;
}

export type IngestActivities = ReturnType<typeof createIngestActivities>;

export function createIngestActivities({ landing, sources }: IngestDependencies) {
  const byName = new Map(sources.map((source) => [source.name, source]));

  function sourceOf(stream: string): Source {
    const source = byName.get(stream);
    if (source !== undefined) return source;
    const known = [...byName.keys()].join(", ") || "none";
    throw new Error(`No source is configured for stream ${stream}; configured: ${known}.`);
  }

  return {
    /**
     * Copies one page of a stream into landing, and with it the cursor that follows.
     *
     * One file holds both, so a retry repeats a page or goes on after it, and never skips one.
     * Records are not returned: a workflow's history takes references, not data.
     */
    async landPage({ stream, until }: StreamRequest): Promise<LandedPage> {
      const source = sourceOf(stream);
      const cursor = await landing.cursorOf(stream);
      const signal = AbortSignal.timeout(PAGE_TIMEOUT_MS);
      const page = await source.fetchPage({ cursor, until, signal });
      await landing.write(stream, page, { until, primaryKey: source.primaryKey });
      return {
        recordCount: page.records.length,
        quarantinedCount: page.quarantined.length,
        done: page.done,
      };
    },

    /**
     * Lands the keys that still exist, once all of them are known. A sweep that breaks off lands
     * nothing: what it did not reach would count as deleted.
     */
    async sweepStream({ stream, until }: StreamRequest): Promise<LandedSweep> {
      const source = sourceOf(stream);
      if (source.sweep === undefined) return { isSwept: false, keyCount: 0 };
      const signal = AbortSignal.timeout(SWEEP_TIMEOUT_MS);
      const landedBefore = await landing.lastNumber(stream);
      const keys: (readonly Json[])[] = [];
      let after: Json = null;
      for (let pageCount = 0; ; pageCount += 1) {
        if (pageCount === SWEEP_PAGES_MAX) {
          throw new Error(`The sweep of ${stream} has no end after ${SWEEP_PAGES_MAX} pages.`);
        }
        const page = await source.sweep({ after, signal });
        keys.push(...page.keys);
        if (page.done) break;
        after = page.after;
      }
      const { primaryKey } = source;
      await landing.writeSweep(stream, { keys, until, primaryKey, after: landedBefore });
      return { isSwept: true, keyCount: keys.length };
    },
  };
}
