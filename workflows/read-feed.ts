import type { IngestActivities } from "./activities.ts";
import { failureCode } from "./error-codes.ts";
import { ingest } from "./ingest.ts";
import type { Runtime } from "./runtime.ts";
import { sweep } from "./sweep.ts";

export interface Moment {
  readonly until: string;
  /** True once what is left is to be gone on with later; never, where this is absent. */
  readonly isOver?: () => boolean;
}

/** Reads a feed to its end, or as far as there is time. */
export async function readFeed(
  runtime: Runtime<IngestActivities>,
  feed: string,
  { until, isOver = () => false }: Moment,
) {
  let recordCount = 0;
  let isRead = true;
  let isSweepUnfinished = false;
  const { error } = await attempt(feed, async () => {
    for (let done = false; !done;) {
      const part = await ingest(runtime, { feed, until }, isOver);
      recordCount += part.recordCount;
      ({ done, isSweepUnfinished } = part);
      isRead = done || !(runtime.shouldRestart() || isOver());
      if (!isRead) return;
    }
  });
  return { feed, recordCount, isRead, isSweepUnfinished, error };
}

/** Sweeps a feed to the sweep's end, or as far as there is time: a slice at least. */
export async function sweepFeed(
  runtime: Runtime<IngestActivities>,
  feed: string,
  { until, isOver }: Moment,
) {
  let isLeft = false;
  let foundCount = 0;
  const { error } = await attempt(feed, async () => {
    const swept = await sweep(runtime, { feed, until }, isOver);
    isLeft = !swept.done;
    ({ foundCount } = swept);
  });
  return { feed, isLeft, foundCount, error };
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
