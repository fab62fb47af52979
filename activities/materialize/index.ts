export type { CheckResult } from "./check.ts";
export { CheckFailedError, ModelGraphError, ModelTypesError } from "./errors.ts";
export { createMaterializeActivities } from "./materialize.ts";
export type { BuiltModel, MaterializeActivities, MaterializeDependencies } from "./materialize.ts";
export { planAssets } from "./plan.ts";
export type { PlannedAsset, Reason } from "./plan.ts";
export { openEmptied } from "./rebuild.ts";
