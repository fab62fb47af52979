import { acceptedApprovals, stillValid } from "../approval/accepted-approvals.ts";
import type { AcceptedApproval } from "../approval/accepted-approvals.ts";
import { allowanceLeft } from "./allowances.ts";
import { batchStates } from "./batch-state.ts";
import type { BatchState } from "./batch-state.ts";
import { foreignTransfers, type ForeignTransfer } from "./foreign-transfers.ts";
import { quorumOf, type Quorum } from "../approval/quorum.ts";
import { committeeAt } from "../approval/committee.ts";
import type { AnyLedgerEvent, LedgerPayloads } from "../store/events.ts";
import type { Plan } from "../plan/plan.ts";
import { plansOf } from "../plan/proposed-plans.ts";
import { isClosed } from "../rebase/rebase.ts";
import { type LineWishSaid, steeringOf, type Wish } from "./steering.ts";

/** What is left to begin paying once the time to object is over. */
const TO_BEGIN_MS = 24 * 60 * 60 * 1_000;

export type DistributionStatus =
  | "open"
  /** Approved, and not paid yet: until `payableFrom` somebody may still hold it. */
  | "objection"
  | "approved"
  | "settling"
  | "settled"
  /** No payment is signed until somebody resumes it. */
  | "held"
  /** Every open batch is to be voided on the chain. */
  | "voiding"
  /** Each batch is paid or voided, or a revision was asked for: the next one is to be proposed. */
  | "revising"
  | "superseded"
  | "expired"
  | "voided";

/** All that the ledger says about one plan, at one moment. */
export interface DistributionState {
  readonly digest: string;
  readonly plan: Plan;
  readonly status: DistributionStatus;
  /** While it is unsettled, those that count now; once settled, those that counted then. */
  readonly approvals: readonly AcceptedApproval[];
  /** How many it needs by those it has: one more than k where a member in conflict signed. */
  readonly needed: number;
  /** Who signed though their own lines are above the allowed part. */
  readonly conflicted: readonly string[];
  /** When the time to object is over; null where there is none, or approvals are missing. */
  readonly payableFrom: string | null;
  /** False: the committee or the threshold changed, and only a new revision can be approved. */
  readonly isCommitteeCurrent: boolean;
  /** When the last approval that was needed came, even if approvals were voided since. */
  readonly approvedAt: string | null;
  /**
   * Whether new payments may be signed now: enough approvals count, nothing replaced the plan,
   * nobody holds it or asked to void it, and it has not expired, or paying began before it did.
   * Asked again before each signature.
   */
  readonly mayPay: boolean;
  /** Its time to begin paying is over; what was begun before that is paid to its end. */
  readonly isExpired: boolean;
  readonly hold: Wish | null;
  readonly voidAsked: Wish | null;
  readonly revisionAsked: Wish | null;
  readonly lineWishes: readonly LineWishSaid[];
  /** Lines whose wallets cannot be paid, and why. */
  readonly setAside: readonly { readonly lineId: string; readonly reason: string }[];
  /** Found between this plan's first and last payment. */
  readonly foreign: readonly ForeignTransfer[];
  readonly batches: readonly BatchState[];
  /** Approved once or attempted, and a batch is neither paid nor voided: no revision may follow. */
  readonly blocksRevision: boolean;
  /** Of its own lines. */
  readonly paidBaseUnits: bigint;
  /** Paid besides of what earlier plans kept. */
  readonly releasedBaseUnits: bigint;
  readonly escrowedLines: readonly { readonly lineId: string; readonly amount: bigint }[];
  readonly escrowedBaseUnits: bigint;
  readonly carryBaseUnits: bigint;
  readonly settlement: LedgerPayloads["distribution_settled"] | null;
  /** What the treasury allowed the settler still when it was looked at last, and for this plan. */
  readonly allowanceLeft: bigint;
  readonly supersededBy: string | null;
}

/** Folds events into the state of the plan; null when no such plan was proposed. Pure. */
export function distributionState(
  events: readonly AnyLedgerEvent[],
  digest: string,
  now: Date,
): DistributionState | null {
  const plans = plansOf(events);
  const proposed = plans.find((candidate) => candidate.digest === digest);
  if (proposed === undefined) return null;
  const { plan } = proposed;
  const { threshold } = plan.committee;
  // A revision, or a plan that another ledger had begun to pay and that was adopted.
  const supersededBy =
    plans.slice(plans.indexOf(proposed) + 1).find((other) => other.plan.period === plan.period)
      ?.digest ?? null;
  const settlement = settlementOf(events, digest);
  const batches = batchStates(events, digest, plan);
  const accepted = acceptedApprovals(events, proposed);
  const isCommitteeCurrent = committeeAt(events, now, threshold).version === plan.committee.version;
  const valid = isCommitteeCurrent ? stillValid(events, accepted) : [];
  const quorum = quorumOf(events, plan, settlement === null ? valid : accepted);
  const isEnough = quorum.metAt !== null;
  const isStarted = batches.some(
    ({ status, attempts }) =>
      status === "paid" || attempts.some(({ purpose }) => purpose === "pay"),
  );
  const isTouched = batches.some(({ status }) => status !== "planned") || isStarted;
  const payableFrom = payableFromOf(plan, quorum);
  const isObjectable = payableFrom !== null && now.getTime() < Date.parse(payableFrom);
  const isExpired = now.getTime() >= expiryOf(plan, payableFrom);
  const isEnded = batches.every(({ status }) => status === "paid" || status === "voided");
  const isPaidOut = batches.length > 0 && batches.every(({ status }) => status === "paid");
  const isVoided = batches.length > 0 && batches.every(({ status }) => status === "voided");
  const approvedAt = quorumOf(events, plan, accepted).metAt;
  const escrowedLines = escrowedOf(events, digest);
  const { hold, voidAsked, revisionAsked, lineWishes } = steeringOf(events, proposed);
  const isAsked = voidAsked !== null || revisionAsked !== null;
  const blocksRevision = settlement === null && (approvedAt !== null || isTouched) && !isEnded;
  const paid = batches.filter(({ status }) => status === "paid");
  const releasedBaseUnits = releasedOf(plan, paid);
  const isPartlyVoided = isEnded && batches.some(({ status }) => status === "voided");
  return {
    digest,
    plan,
    status: statusOf({
      settled: settlement !== null,
      superseded: supersededBy !== null,
      voided: isVoided || (voidAsked !== null && !blocksRevision && !isTouched),
      voiding: voidAsked !== null && blocksRevision,
      // Of what turns out to be wholly paid nothing is left to propose: it is closed.
      revising: isPartlyVoided || (revisionAsked !== null && !blocksRevision && !isPaidOut),
      held: hold !== null && (isTouched || !isExpired),
      settling: isTouched,
      expired: isExpired,
      objection: isEnough && isObjectable,
      approved: isEnough,
    }),
    approvals: settlement === null ? valid : accepted,
    needed: quorum.needed,
    conflicted: quorum.conflicted,
    payableFrom,
    isCommitteeCurrent,
    approvedAt,
    mayPay:
      settlement === null &&
      !isClosed(events, plan.period) &&
      supersededBy === null &&
      !isVoided &&
      !isAsked &&
      hold === null &&
      isEnough &&
      (isStarted || (!isExpired && !isObjectable)),
    isExpired,
    hold,
    voidAsked,
    revisionAsked,
    lineWishes,
    setAside: setAsideOf(events, digest),
    foreign: foreignTransfers(events).filter((found) => found.digest === digest),
    batches,
    blocksRevision,
    paidBaseUnits: sum(paid) - releasedBaseUnits,
    releasedBaseUnits,
    escrowedLines,
    escrowedBaseUnits: sum(escrowedLines),
    carryBaseUnits: plan.domains.reduce((total, { carryOut }) => total + carryOut, 0n),
    settlement,
    allowanceLeft: allowanceLeft(events, { digest, treasury: plan.chain.treasury }),
    supersededBy,
  };
}

function payableFromOf({ policy }: Plan, { metAt }: Quorum): string | null {
  const windowMs = policy?.objectionMs ?? 0;
  // A clock that was ahead as somebody signed must not make a window where there is none.
  if (metAt === null || windowMs === 0) return null;
  return new Date(Date.parse(metAt) + windowMs).toISOString();
}

/** What was approved in time and waits for objections is not too late when that time is over. */
function expiryOf({ expiresAt }: Plan, payableFrom: string | null): number {
  const end = Date.parse(expiresAt);
  if (payableFrom === null) return end;
  return Math.max(end, Date.parse(payableFrom) + TO_BEGIN_MS);
}

/** The first that holds: what happened to a plan outweighs what it was allowed to. */
function statusOf(
  holds: Readonly<Record<Exclude<DistributionStatus, "open">, boolean>>,
): DistributionStatus {
  const order = [
    ...(["settled", "superseded", "voided", "voiding", "revising", "held"] as const),
    ...(["settling", "expired", "objection", "approved"] as const),
  ];
  return order.find((status) => holds[status]) ?? "open";
}

function releasedOf({ releases }: Plan, paid: readonly BatchState[]): bigint {
  if (releases.length === 0) return 0n;
  const lines = new Set(paid.flatMap(({ lineIds }) => lineIds));
  return sum(releases.filter(({ id }) => lines.has(id)));
}

function settlementOf(events: readonly AnyLedgerEvent[], digest: string) {
  for (const { kind, payload } of events) {
    if (kind === "distribution_settled" && payload.digest === digest) return payload;
  }
  return null;
}

function escrowedOf(events: readonly AnyLedgerEvent[], digest: string) {
  const lines = new Map<string, bigint>();
  for (const { kind, payload } of events) {
    if (kind !== "line_escrowed" || payload.digest !== digest) continue;
    lines.set(payload.line_id, BigInt(payload.amount_base_units));
  }
  return [...lines].map(([lineId, amount]) => ({ lineId, amount }));
}

function setAsideOf(events: readonly AnyLedgerEvent[], digest: string) {
  const lines = new Map<string, string>();
  for (const { kind, payload } of events) {
    if (kind === "line_set_aside" && payload.digest === digest)
      lines.set(payload.line_id, payload.reason);
  }
  return [...lines].map(([lineId, reason]) => ({ lineId, reason }));
}

function sum(items: readonly { readonly amount: bigint }[]): bigint {
  return items.reduce((total, { amount }) => total + amount, 0n);
}
