export { createSettlementActivities } from "./settlement.ts";
export type { SettlementDeps, SettlementLimits, SettlementPoint } from "./settlement.ts";
export { existingTokenAccounts, recipientProblems, tokenAccountStates } from "./recipients.ts";
