import type { IngestActivities, MaterializeActivities, PublishActivities } from "./activities.ts";
import type { FailureCode } from "./error-codes.ts";
import { materialize, type Materialized } from "./materialize.ts";
import { readFeed, sweepFeed } from "./read-feed.ts";
import type { Runtime } from "./runtime.ts";

type RefreshActivities = IngestActivities & MaterializeActivities & PublishActivities;

export interface RefreshInput {
  readonly feeds: readonly string[];
  /** Feeds whose streams are searched for deletions in this run, too. */
  readonly sweeps: readonly string[];
  /** One run sees one moment: ISO 8601, UTC. */
  readonly until: string;
  /** Whose plans are proposed from what is built; null: nobody's. */
  readonly proposer?: string | null;
}

export interface Refreshed extends Materialized {
  readonly recordCount: number;
  /** Feeds that did not answer: what they brought before stays visible, dated. */
  readonly failed: readonly { readonly feed: string; readonly error: FailureCode }[];
  /** Feeds that are to be gone on with: what they brought so far is built. None where absent. */
  readonly unread?: readonly string[];
}

/** There was too much to read for one run: started again with these sweeps it goes on. */
export interface Unended {
  readonly sweepsLeft: readonly string[];
}

export function isUnended(ended: Refreshed | Unended): ended is Unended {
  return "sweepsLeft" in ended;
}

export function isLeft({ unread = [] }: Refreshed): boolean {
  return unread.length > 0;
}

/**
 * Reads every source to its end, builds what became stale and publishes it.
 *
 * A source that is down fails alone: the others are read, and the models keep what it brought. A
 * sweep that an earlier run has left is gone on with, whether it is due or not.
 */
export async function refresh(
  runtime: Runtime<RefreshActivities>,
  { feeds, sweeps, until }: RefreshInput,
): Promise<Refreshed | Unended> {
  const read = await Promise.all(feeds.map((feed) => readFeed(runtime, feed, { until })));
  if (read.some(({ isRead }) => !isRead)) return { sweepsLeft: sweeps };
  const due = read.filter(
    ({ feed, error, isSweepUnfinished }) =>
      error === null && (isSweepUnfinished || sweeps.includes(feed)),
  );
  const swept = await Promise.all(due.map(({ feed }) => sweepFeed(runtime, feed, { until })));
  if (swept.some(({ isLeft }) => isLeft)) {
    // What failed is tried again, so that the last run can tell of it.
    const left = swept.filter(({ isLeft, error }) => isLeft || error !== null);
    return { sweepsLeft: left.map(({ feed }) => feed) };
  }
  const built = await materialize(runtime, { until });
  return {
    ...built,
    recordCount: read.reduce((sum, { recordCount }) => sum + recordCount, 0),
    failed: [...read, ...swept].flatMap(({ feed, error }) =>
      error === null ? [] : [{ feed, error }],
    ),
  };
}
