import { failureCode, type FailureCode } from "../../workflows/error-codes.ts";

/** What a feed is doing while the sources are read. */
export interface Reading {
  readonly feed: string;
  readonly recordCount: number;
  /** How long its last request for a page has been under way; null: none is. */
  readonly waiting_ms: number | null;
  readonly isDone: boolean;
}

interface Landing {
  landPage(input: { readonly feed: string; readonly until: string }): Promise<{
    readonly recordCount: number;
    readonly done: boolean;
  }>;
}

/**
 * Follows the reading of feeds from within, because a workflow hears of a page only when it has
 * landed: a source that does not answer would be silence for minutes.
 */
export function watchReading<A extends Landing>(
  activities: A,
  { now, onFailed }: { now: () => number; onFailed: (feed: string, code: FailureCode) => void },
): { readonly activities: A; readings(): readonly Reading[] } {
  const feeds = new Map<string, { recordCount: number; since: number | null; isDone: boolean }>();
  async function landPage(input: Parameters<A["landPage"]>[0]) {
    const seen = feeds.get(input.feed) ?? { recordCount: 0, since: null, isDone: false };
    feeds.set(input.feed, seen);
    seen.since = now();
    try {
      const landed = await activities.landPage(input);
      seen.recordCount += landed.recordCount;
      seen.isDone = landed.done;
      return landed;
    } catch (error) {
      onFailed(input.feed, failureCode(error));
      throw error;
    } finally {
      seen.since = null;
    }
  }
  return {
    activities: { ...activities, landPage },
    readings: () =>
      [...feeds].map(([feed, { recordCount, since, isDone }]) => ({
        feed,
        recordCount,
        waiting_ms: since === null ? null : now() - since,
        isDone,
      })),
  };
}
