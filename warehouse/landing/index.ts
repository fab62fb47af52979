export { compactLanding } from "./compact.ts";
export type { Compacted, CompactOptions } from "./compact.ts";
export { LandingBusyError, LandingCorruptError } from "./errors.ts";
export { damageOf, readLineBytes, readLines, readManifest } from "./file.ts";
export type { Known } from "./known.ts";
export { keyOf, landedRecord } from "./landed-record.ts";
export { landingOf, openLanding } from "./landing.ts";
export type {
  FeedHealth,
  Folder,
  Landing,
  LandingFile,
  PageRequest,
  Sweep,
  SweepPart,
  UnfinishedSweep,
} from "./landing.ts";
export { lockLayout, waitForLayout } from "./layout-lock.ts";
export type { Manifest } from "./manifest.ts";
export { onDisk } from "./on-disk.ts";
export { rewriteFiles } from "./rewrite.ts";
export type { Rewritten } from "./rewrite.ts";
