export { createIngestActivities } from "./ingest.ts";
export type {
  FeedRequest,
  IngestActivities,
  IngestDependencies,
  LandedPage,
  LandedSweep,
} from "./ingest.ts";
