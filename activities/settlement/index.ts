export { assertKnowsPayments } from "./anchors.ts";
export { assertGenesis } from "./settleable.ts";
export { createSettlementActivities } from "./settlement.ts";
export type { SettlementDeps, SettlementLimits, SettlementFailpoint } from "./settlement.ts";
export { existingTokenAccounts, recipientProblems, tokenAccountStates } from "./recipients.ts";
