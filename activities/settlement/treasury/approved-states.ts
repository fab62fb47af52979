import {
  distributionState,
  type DistributionState,
} from "../../../warehouse/ledger/distribution/distribution-state.ts";
import { plansOf } from "../../../warehouse/ledger/plan/proposed-plans.ts";
import type { AnyLedgerEvent } from "../../../warehouse/ledger/store/events.ts";

/** Whether enough members approved it, nothing stops it, and it is not wholly paid: it may be lent for. */
export function isApproved({ status, mayPay }: DistributionState): boolean {
  return status === "objection" || mayPay;
}

/** Plans for which an allowance may be given now, the oldest first. */
export function approvedStates(
  events: readonly AnyLedgerEvent[],
  now: Date,
): readonly DistributionState[] {
  return plansOf(events).flatMap(({ digest }) => {
    const state = distributionState(events, digest, now);
    return state !== null && isApproved(state) ? [state] : [];
  });
}
