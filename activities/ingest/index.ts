export { backfill } from "./backfill.ts";
export type { Backfilled } from "./backfill.ts";
export { createIngestActivities } from "./ingest.ts";
export type {
  FeedRequest,
  IngestActivities,
  IngestDependencies,
  LandedPage,
  LandedSweep,
} from "./ingest.ts";
export { replayRefused } from "./replay.ts";
export type { Refused, Replayed } from "./replay.ts";
