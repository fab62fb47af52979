export type { DistributionConfig } from "./draft-plan.ts";
export { createDistributionActivities } from "./distributions.ts";
export type { DistributionDeps, DistributionSummary } from "./distributions.ts";
export * from "./errors.ts";
export { openPeriods } from "./open-periods.ts";
export type { UnsettledPeriod } from "./open-periods.ts";
export type { ChainFacts, PointsOfPeriod, TokenAccountState } from "./plan-inputs.ts";
export { createProposalActivities } from "./propose.ts";
export type { ProposalDeps, ProposedDistribution } from "./propose.ts";
