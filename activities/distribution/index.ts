export type { DistributionConfig } from "./draft-plan.ts";
export { createDistributionActivities } from "./distributions.ts";
export type { DistributionDeps, DistributionSummary, UnsettledPeriod } from "./distributions.ts";
export * from "./errors.ts";
export type { ChainFacts, PointsOfPeriod, TokenAccountState } from "./plan-inputs.ts";
export { createProposalActivities } from "./propose.ts";
export type { ProposalDeps, ProposedDistribution } from "./propose.ts";
