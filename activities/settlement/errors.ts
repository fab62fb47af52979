/** The names are codes: `temporal.config.ts` decides by them what is tried again. */

/** Something must be put right before this plan is paid: nothing was signed. */
export class SettlementRefusedError extends Error {
  override readonly name = "SettlementRefusedError";

  constructor(digest: string, found: string) {
    super(`Plan ${digest.slice(0, 12)} is not being paid: ${found}`);
  }
}

/** Bytes that do not do what the plan says. They were neither signed nor sent. */
export class PayoutMismatchError extends Error {
  override readonly name = "PayoutMismatchError";
}

/** Chain and ledger tell different stories about money: a person must look, nothing is repeated. */
export class SettlementMismatchError extends Error {
  override readonly name = "SettlementMismatchError";
}

/** The engine has done what it may do by itself. */
export class SettlementNeedsReviewError extends Error {
  override readonly name = "SettlementNeedsReviewError";
}

/** The chain is another one than the ledger was written for, or an older state of it. */
export class ChainMismatchError extends Error {
  override readonly name = "ChainMismatchError";
}
