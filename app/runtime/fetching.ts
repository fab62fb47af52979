import { createCompactActivities } from "../../activities/compact/index.ts";
import { createIngestActivities } from "../../activities/ingest/index.ts";
import { sourceCounts } from "../../sources/counts/source-counts.ts";
import { type Feed, isLive } from "../../sources/source.ts";
import { type Inbox, InboxUnusableError } from "../../warehouse/inbox/index.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import type { Ledger } from "../../warehouse/ledger/index.ts";
import type { UsageStore } from "../../warehouse/usage/index.ts";
import type { CompactActivities, IngestActivities } from "../../workflows/activities.ts";
import { openCounters, openFeeds } from "./feeds.ts";
import { inboxOf } from "./inbox.ts";
import { openLog } from "./logs.ts";
import { openMintFeed } from "./mint-feed.ts";
import type { SystemOptions } from "./system-options.ts";
import { usageOf } from "./usage.ts";

export interface Fetching extends Disposable {
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly activities: IngestActivities & CompactActivities;
  readonly inbox: Inbox;
}

/** The queue `fetch`: sources are read into landing, and the ledger and the token's mint are among them. */
export function openFetching(
  options: SystemOptions,
  { landing, ledger }: { readonly landing: Landing; readonly ledger: Ledger },
): Fetching {
  const { connections, identity, folder, clock, failpoint } = options;
  const usage = usageOf({ folder, clock, log: openLog(folder.logs, clock) });
  const inbox = inboxOf(options);
  const mint = openMintFeed(options);
  const counts = openCountsFeed(options, { landing, usage });
  const feeds = openFeeds(connections, { ledger, identity, mint, counts, kept: inbox, usage });
  const ingesting = createIngestActivities({
    landing,
    feeds: [...feeds.values()],
    isTold: (feed) => marksIn(inbox).some((mark) => mark.feed === feed && mark.how === "read"),
    onSeen: (mark, until) => {
      try {
        inbox.seen(mark, until);
      } catch (error) {
        // What it told is read, and would be read once more.
        if (!(error instanceof InboxUnusableError)) throw error;
      }
    },
  });
  const packing = createCompactActivities({
    landing,
    ...(failpoint === undefined ? {} : { failpoint }),
  });
  return {
    feeds,
    activities: { ...ingesting, ...packing },
    inbox,
    [Symbol.dispose]() {
      usage[Symbol.dispose]();
      inbox[Symbol.dispose]();
    },
  };
}

/** What it told is read by and by, where nobody can say what it was. */
function marksIn(inbox: Inbox) {
  try {
    return inbox.marks();
  } catch (error) {
    if (!(error instanceof InboxUnusableError)) throw error;
    return [];
  }
}

/** Null where no connected system counts. */
function openCountsFeed(
  { connections, identity, clock }: SystemOptions,
  { landing, usage }: { readonly landing: Landing; readonly usage: UsageStore },
): Feed | null {
  const counters = openCounters(connections, { identity, usage });
  if (Object.keys(counters).length === 0) return null;
  return sourceCounts({
    counters,
    readUntil: () => readUntil(landing),
    now: () => clock.now().getTime(),
  }) as unknown as Feed;
}

/** By stream, what its live feed was read to. */
async function readUntil(landing: Landing): Promise<ReadonlyMap<string, string>> {
  const health = await landing.health();
  return new Map(
    health.flatMap(({ feed, until }) => (until !== null && isLive(feed) ? [[feed, until]] : [])),
  );
}
