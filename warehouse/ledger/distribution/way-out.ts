import type { DistributionState } from "./distribution-state.ts";

/**
 * How a plan stands, and with it what is to be done and by whom. Pages and the terminal put it into
 * a sentence (`app/community/ways-out.ts`).
 */
export const wayOutCodes = [
  "inputs_broken",
  "sign",
  "sign_conflict",
  "objection",
  "committee_changed",
  "pay",
  "pay_on",
  "batch_failed",
  "close",
  "alarm",
  "held",
  "voiding",
  "voided",
  "revising",
  "line_said",
  "approvals_lost",
  "expired",
  "expired_approved",
  "superseded",
  "settled",
  "settled_foreign",
  "settled_allowance",
  "ended_allowance",
] as const;

export type WayOut = (typeof wayOutCodes)[number];

/** How the reason begins where a plan is voided since landing is not what it was made from. */
export const INPUTS_BROKEN = "inputs_broken";

/** There is one out of every state. */
export function wayOut(state: DistributionState): WayOut {
  const { batches, foreign } = state;
  const isPaidOut = batches.length > 0 && batches.every(({ status }) => status === "paid");
  const isBroken = state.voidAsked?.reason.startsWith(INPUTS_BROKEN) === true;
  const unknown = foreign.filter(({ acknowledged }) => acknowledged === null);
  const isLent = state.allowanceLeft > 0n;
  switch (state.status) {
    case "settled":
      if (isLent) return "settled_allowance";
      return unknown.length > 0 ? "settled_foreign" : "settled";
    case "voided":
      if (isLent) return "ended_allowance";
      return isBroken ? "inputs_broken" : "voided";
    case "superseded":
    case "voiding":
    case "held":
      return state.status;
    case "revising":
      if (isLent) return "ended_allowance";
      return state.lineWishes.length > 0 ? "line_said" : "revising";
    case "expired":
      return state.blocksRevision ? "expired_approved" : "expired";
    case "open":
      if (state.approvedAt !== null) return "approvals_lost";
      if (!state.isCommitteeCurrent) return "committee_changed";
      return state.conflicted.length > 0 ? "sign_conflict" : "sign";
    case "objection":
      return "objection";
    case "approved":
      return "pay";
    case "settling":
      if (unknown.some(({ amount }) => amount < 0n)) return "alarm";
      if (isPaidOut) return "close";
      if (!state.mayPay) return "approvals_lost";
      return batches.some(({ status }) => status === "failed") ? "batch_failed" : "pay_on";
  }
}
