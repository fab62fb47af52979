import type { DistributionState } from "../../warehouse/ledger/index.ts";

/** Every payment is final: what is left is to settle. */
export function isAllPaid({ batches }: DistributionState): boolean {
  return batches.length > 0 && batches.every(({ status }) => status === "paid");
}

/** Nothing but time or signatures is missing for this plan to be paid to its end. */
export function isGoingOn({ status, batches, ...state }: DistributionState): boolean {
  if (status === "open" || status === "objection" || status === "approved")
    return state.isCommitteeCurrent;
  if (status === "held") return state.blocksRevision || state.isCommitteeCurrent;
  if (status !== "settling" || !state.mayPay) return false;
  // A voided batch is paid by a revision, once nothing else of the plan is in flight.
  return state.blocksRevision || batches.every((batch) => batch.status !== "voided");
}

export function openBatchesOf({ batches }: DistributionState): readonly number[] {
  return batches
    .filter(({ status }) => status !== "paid" && status !== "voided")
    .map(({ batch }) => batch);
}
