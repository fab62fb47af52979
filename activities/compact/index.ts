export { createCompactActivities } from "./compact.ts";
export type { CompactActivities, CompactedTurn } from "./compact.ts";
