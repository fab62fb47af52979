import type { createCompactActivities } from "../activities/compact/index.ts";
import type {
  createDistributionActivities,
  createProposalActivities,
} from "../activities/distribution/index.ts";
import type { createIngestActivities } from "../activities/ingest/index.ts";
import type { createMaterializeActivities } from "../activities/materialize/index.ts";
import type { createPublishActivities } from "../activities/publish/index.ts";
import type { createSettlementActivities } from "../activities/settlement/index.ts";

export type IngestActivities = ReturnType<typeof createIngestActivities>;
export type CompactActivities = ReturnType<typeof createCompactActivities>;
export type MaterializeActivities = ReturnType<typeof createMaterializeActivities>;
export type PublishActivities = ReturnType<typeof createPublishActivities>;
export type ProposalActivities = ReturnType<typeof createProposalActivities>;
export type DistributionActivities = ReturnType<typeof createDistributionActivities>;
export type SettlementActivities = ReturnType<typeof createSettlementActivities>;

/** Everything the system can do, by name. */
export type Activities = IngestActivities &
  CompactActivities &
  MaterializeActivities &
  PublishActivities &
  ProposalActivities &
  DistributionActivities &
  SettlementActivities;
