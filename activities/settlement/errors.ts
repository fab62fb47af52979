/** The names are codes: `temporal.config.ts` decides by them what is tried again. */

export const refusedCodes = [
  "treasury_short",
  "no_allowance",
  "allowance_short",
  "allowance_too_large",
  "lamports_short",
  "other_plan",
  "not_payable",
] as const;

export type RefusedCode = (typeof refusedCodes)[number];

/** The way out of a plan that cannot be paid to its end, in the words of every error that needs it. */
export function voidHint(period: string): string {
  return (
    `void what is left with \`vklad distribute --void ${period} --reason TEXT\` or on the plan's ` +
    "page: what was not paid is then proposed anew."
  );
}

/** Something must be put right before this plan is paid: nothing was signed. */
export class SettlementRefusedError extends Error {
  override readonly name = "SettlementRefusedError";
  /** Where people are told more of it than of others. */
  readonly code: RefusedCode | undefined;

  constructor(digest: string, found: string, code?: RefusedCode) {
    super(`Plan ${digest.slice(0, 12)} is not paid on: ${found} Nothing was signed.`);
    this.code = code;
  }
}

/** The chain would refuse a payment or a void, as it stands now: nothing was signed. */
export class SimulationRefusedError extends Error {
  override readonly name = "SimulationRefusedError";

  constructor(digest: string, batch: number, found: string) {
    super(
      `Batch ${batch} of plan ${digest.slice(0, 12)} was not signed, because the chain would refuse ` +
        `it: ${found}. Mend that and settle again, or void the batch and propose a revision.`,
    );
  }
}

/** Bytes that do not do what the plan says. They were neither signed nor sent. */
export class PayoutMismatchError extends Error {
  override readonly name = "PayoutMismatchError";
}

/** Chain and ledger tell different stories about money. */
export class SettlementMismatchError extends Error {
  override readonly name = "SettlementMismatchError";

  constructor(digest: string, found: string) {
    super(
      `Plan ${digest.slice(0, 12)}: ${found} Nothing more is sent. Compare the ledger with the ` +
        "chain's own history before going on.",
    );
  }
}

/** The engine has done what it may do by itself. */
export class SettlementNeedsReviewError extends Error {
  override readonly name = "SettlementNeedsReviewError";

  constructor(
    plan: { readonly digest: string; readonly period: string },
    batch: number,
    found: string,
  ) {
    super(
      `Batch ${batch} of plan ${plan.digest.slice(0, 12)} needs a person: ${found} Mend the cause, ` +
        `or ${voidHint(plan.period)}`,
    );
  }
}

/** The chain shows a payment that was signed when the ledger knew more than it does now. */
export class LedgerOlderError extends Error {
  override readonly name = "LedgerOlderError";

  constructor(paid: {
    readonly signature: string;
    readonly slot: number;
    /** Null in payments that did not name it yet. */
    readonly period: string | null;
    /** The first hex digits of its digest. */
    readonly plan: string;
  }) {
    const month = paid.period === null ? "" : ` for ${paid.period}`;
    super(
      `The ledger is older than the chain: payment ${paid.signature} of plan ` +
        `${paid.plan.slice(0, 12)}${month} landed in slot ${paid.slot}, and was signed after an ` +
        "event that the ledger does not have. It was lost, or restored from before. Nothing is " +
        "proposed or paid until `vklad ledger restore` brings it forward (with --from BACKUP where " +
        "there is one), or `vklad ledger adopt` takes the payment in. " +
        "What neither brings back the committee closes with `vklad ledger rebase`.",
    );
  }
}

/** What settling is told of the cluster does not fit what is there. */
export class SettlementSetupError extends Error {
  override readonly name = "SettlementSetupError";
}

/** The chain is another one than the ledger was written for, or an older state of it. */
export class ChainMismatchError extends Error {
  override readonly name = "ChainMismatchError";
}
