import type { IngestActivities, MaterializeActivities, PublishActivities } from "./activities.ts";
import { ingest } from "./ingest.ts";
import { materialize, type Materialized } from "./materialize.ts";
import type { Runtime } from "./runtime.ts";

/** Publishes what the ledger says now, without asking any other system. */
export async function publishLedger(
  runtime: Runtime<IngestActivities & MaterializeActivities & PublishActivities>,
): Promise<Materialized> {
  const until = new Date(runtime.now()).toISOString();
  await ingest(runtime, { feed: "ledger_events", until });
  return materialize(runtime, { until });
}
