export type { SystemUsage } from "./read-usage.ts";
export { readUsage } from "./read-usage.ts";
export type { UsageStore } from "./usage.ts";
export { openUsage } from "./usage.ts";
