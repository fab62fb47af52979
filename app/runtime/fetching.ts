import { createIngestActivities } from "../../activities/ingest/index.ts";
import type { Source } from "../../sources/source.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import type { Ledger } from "../../warehouse/ledger/index.ts";
import type { IngestActivities } from "../../workflows/activities.ts";
import { openSources } from "./sources.ts";
import type { SystemOptions } from "./system-options.ts";

export interface Fetching {
  readonly sources: ReadonlyMap<string, Source>;
  readonly activities: IngestActivities;
}

/** The queue `fetch`: sources are read into landing, and the ledger is one of them. */
export function openFetching(
  { connections, identity }: SystemOptions,
  { landing, ledger }: { readonly landing: Landing; readonly ledger: Ledger },
): Fetching {
  const sources = openSources(connections, { ledger, identity });
  const activities = createIngestActivities({ landing, sources: [...sources.values()] });
  return { sources, activities };
}
