/** One run a period: a second start finds the first. The ledger, not this id, pays only once. */
export const distributionId = (period: string) => `distribution/${period}`;
