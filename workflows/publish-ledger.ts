import type { IngestActivities, MaterializeActivities, PublishActivities } from "./activities.ts";
import { ingest } from "./ingest.ts";
import { materialize, type Materialized } from "./materialize.ts";
import { attempt } from "./read-feed.ts";
import type { Runtime } from "./runtime.ts";

/**
 * Publishes what the ledger says now, without asking any other system but the chain for the token:
 * what was just paid is in circulation. A node that is down keeps nothing from being published.
 */
export async function publishLedger(
  runtime: Runtime<IngestActivities & MaterializeActivities & PublishActivities>,
): Promise<Materialized> {
  const until = new Date(runtime.now()).toISOString();
  await ingest(runtime, { feed: "ledger_events", until });
  if (runtime.isSince("the mint is read with the ledger"))
    await attempt("mint_snapshots", () => ingest(runtime, { feed: "mint_snapshots", until }));
  return materialize(runtime, { until });
}
