export { createIngestActivities } from "./ingest.ts";
export type {
  IngestActivities,
  IngestDependencies,
  LandedPage,
  LandedSweep,
  StreamRequest,
} from "./ingest.ts";
