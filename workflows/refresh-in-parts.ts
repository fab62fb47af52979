import type {
  DistributionActivities,
  IngestActivities,
  MaterializeActivities,
  PublishActivities,
} from "./activities.ts";
import { materialize } from "./materialize.ts";
import { readFeed, sweepFeed } from "./read-feed.ts";
import type { Refreshed, RefreshInput, Unended } from "./refresh.ts";
import type { Runtime } from "./runtime.ts";

/** A part is built again within minutes. */
const MONTH_ENDS_MS = 24 * 3_600_000;

type InPartsActivities = IngestActivities &
  MaterializeActivities &
  PublishActivities &
  Pick<DistributionActivities, "unsettledPeriods">;

/** What is read within that is built together; a page that was begun is waited for. */
export const READING_MS_MAX = 5 * 60_000;

/** After what is read is published a run sweeps so long; a slice that was begun is waited for. */
export const SWEEPING_MS_MAX = 5 * 60_000;

/**
 * Builds what has landed when the quick streams are read, and names those that take longer: the next
 * run goes on with them. Sweeps go on behind that, for some minutes in each run, and what they find is
 * published at its end.
 */
export async function refreshInParts(
  runtime: Runtime<InPartsActivities>,
  { feeds, sweeps, until, proposer = null }: RefreshInput,
): Promise<Refreshed | Unended> {
  const isReadOver = within(runtime, READING_MS_MAX);
  const first = await Promise.all(
    feeds.map((feed) => readFeed(runtime, feed, { until, isOver: isReadOver })),
  );
  const waits = first.some(({ isRead }) => !isRead) && (await isPlanOpen(runtime, until, proposer));
  const read = waits ? await readOn(runtime, first, until) : first;
  const unread = read.flatMap(({ feed, isRead }) => (isRead ? [] : [feed]));
  if (waits && unread.length > 0) return { sweepsLeft: sweeps };
  const built = await materialize(runtime, { until });
  // Where something is left to be read, the next run follows at once.
  const due = read.filter(
    ({ feed, error, isSweepUnfinished }) =>
      unread.length === 0 && error === null && (isSweepUnfinished || sweeps.includes(feed)),
  );
  const isSweptOver = within(runtime, SWEEPING_MS_MAX);
  const swept = await Promise.all(
    due.map(({ feed }) => sweepFeed(runtime, feed, { until, isOver: isSweptOver })),
  );
  const hasChanged = swept.some(({ isLeft, foundCount }) => !isLeft || foundCount > 0);
  const again = hasChanged ? await materialize(runtime, { until }) : null;
  return {
    builtCount: built.builtCount + (again?.builtCount ?? 0),
    snapshot: again?.snapshot ?? built.snapshot,
    recordCount: read.reduce((sum, { recordCount }) => sum + recordCount, 0),
    failed: [...read, ...swept].flatMap(({ feed, error }) =>
      error === null ? [] : [{ feed, error }],
    ),
    unread,
  };
}

type Read = Awaited<ReturnType<typeof readFeed>>;

/** What was left is read to its end. */
function readOn(
  runtime: Runtime<InPartsActivities>,
  read: readonly Read[],
  until: string,
): Promise<Read[]> {
  return Promise.all(
    read.map(async (before) => {
      if (before.isRead) return before;
      const rest = await readFeed(runtime, before.feed, { until });
      return { ...rest, recordCount: before.recordCount + rest.recordCount };
    }),
  );
}

/**
 * While a month waits for its plan or its payment, nothing is built of a stream that is half read; nor
 * shortly before a month ends, since what is built then is there when its plan is made.
 */
async function isPlanOpen(
  { act }: Runtime<InPartsActivities>,
  until: string,
  proposer: string | null,
): Promise<boolean> {
  if (proposer === null) return false;
  const soon = new Date(Date.parse(until) + MONTH_ENDS_MS).toISOString();
  return (await act.unsettledPeriods({ until: soon })).length > 0;
}

function within({ now }: Pick<Runtime<unknown>, "now">, ms: number): () => boolean {
  const begun = now();
  return () => now() - begun >= ms;
}
