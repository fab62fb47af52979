import type { IngestActivities, MaterializeActivities, PublishActivities } from "./activities.ts";
import { failureCode, type FailureCode } from "./error-codes.ts";
import { ingest } from "./ingest.ts";
import { materialize, type Materialized } from "./materialize.ts";
import type { Runtime } from "./runtime.ts";
import { sweep } from "./sweep.ts";

type RefreshActivities = IngestActivities & MaterializeActivities & PublishActivities;

export interface RefreshInput {
  readonly feeds: readonly string[];
  /** Feeds whose streams are searched for deletions in this run, too. */
  readonly sweeps: readonly string[];
  /** One run sees one moment: ISO 8601, UTC. */
  readonly until: string;
}

export interface Refreshed extends Materialized {
  readonly recordCount: number;
  /** Feeds that did not answer: what they brought before stays visible, dated. */
  readonly failed: readonly { readonly feed: string; readonly error: FailureCode }[];
}

/** There was too much to read for one run: started again with these sweeps it goes on. */
export interface Unended {
  readonly sweepsLeft: readonly string[];
}

export function isUnended(ended: Refreshed | Unended): ended is Unended {
  return "sweepsLeft" in ended;
}

/**
 * Reads every source, builds what became stale and publishes it.
 *
 * A source that is down fails alone: the others are read, and the models keep what it brought. A
 * sweep that an earlier run has left is gone on with, whether it is due or not.
 */
export async function refresh(
  runtime: Runtime<RefreshActivities>,
  { feeds, sweeps, until }: RefreshInput,
): Promise<Refreshed | Unended> {
  const read = await Promise.all(feeds.map((feed) => readFeed(runtime, feed, until)));
  if (read.some(({ isRead }) => !isRead)) return { sweepsLeft: sweeps };
  const due = read.filter(
    ({ feed, error, isSweepUnfinished }) =>
      error === null && (isSweepUnfinished || sweeps.includes(feed)),
  );
  const swept = await Promise.all(due.map(({ feed }) => sweepFeed(runtime, feed, until)));
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

async function readFeed(runtime: Runtime<RefreshActivities>, feed: string, until: string) {
  let recordCount = 0;
  let isRead = true;
  let isSweepUnfinished = false;
  const { error } = await attempt(feed, async () => {
    for (let done = false; !done;) {
      const part = await ingest(runtime, { feed, until });
      recordCount += part.recordCount;
      ({ done, isSweepUnfinished } = part);
      isRead = done || !runtime.shouldRestart();
      if (!isRead) return;
    }
  });
  return { feed, recordCount, isRead, isSweepUnfinished, error };
}

async function sweepFeed(runtime: Runtime<RefreshActivities>, feed: string, until: string) {
  let isLeft = false;
  const { error } = await attempt(feed, async () => {
    isLeft = !(await sweep(runtime, { feed, until })).done;
  });
  return { feed, isLeft, error };
}

/** Fails alone: what it threw is told by its code. */
export async function attempt(feed: string, work: () => Promise<unknown>) {
  try {
    await work();
    return { feed, error: null };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { feed, error: failureCode(error) };
  }
}

/** A cancelled run must end as cancelled, not as a failed source. */
function isCancelled(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at.name === "CancelledFailure" || at.name === "AbortError") return true;
  return false;
}
