import { createIngestActivities } from "../../activities/ingest/index.ts";
import type { Feed } from "../../sources/source.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import type { Ledger } from "../../warehouse/ledger/index.ts";
import type { IngestActivities } from "../../workflows/activities.ts";
import { openFeeds } from "./feeds.ts";
import { openMintFeed } from "./mint-feed.ts";
import type { SystemOptions } from "./system-options.ts";

export interface Fetching {
  readonly feeds: ReadonlyMap<string, Feed>;
  readonly activities: IngestActivities;
}

/** The queue `fetch`: sources are read into landing, and the ledger and the token's mint are among them. */
export function openFetching(
  options: SystemOptions,
  { landing, ledger }: { readonly landing: Landing; readonly ledger: Ledger },
): Fetching {
  const { connections, identity } = options;
  const feeds = openFeeds(connections, { ledger, identity, mint: openMintFeed(options) });
  const activities = createIngestActivities({ landing, feeds: [...feeds.values()] });
  return { feeds, activities };
}
