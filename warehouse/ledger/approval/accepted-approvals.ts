import { verifyApproval } from "./approval-text.ts";
import { approvalKeys } from "./approval-keys.ts";
import { committeeAt, seatOf } from "./committee.ts";
import { keyIdOf } from "./ed25519.ts";
import type { AnyLedgerEvent, LedgerEvent } from "../store/events.ts";
import type { ProposedPlan } from "../plan/proposed-plans.ts";
import { foldedOnceOf } from "../store/folded-once.ts";

export interface AcceptedApproval {
  /** The approver's account on the committee. */
  readonly account: string;
  readonly at: string;
  readonly publicKey: string;
  readonly signature: string;
  readonly seq: number;
}

/** Why a signature does not count. */
export type RefusalCode =
  | "wrong_digest"
  | "superseded"
  | "closed"
  | "predecessor_open"
  | "expired"
  | "committee_changed"
  | "proposer"
  | "not_member"
  | "key_not_registered"
  | "key_not_confirmed"
  | "bad_signature";

export interface SignedApproval {
  readonly account: string;
  readonly publicKey: string;
  readonly signature: string;
}

/** What is wrong with a signature over this plan at an instant; null when it counts. */
export function refusalOf(
  events: readonly AnyLedgerEvent[],
  { digest, plan }: ProposedPlan,
  { account, publicKey, signature }: SignedApproval,
  instant: Date,
): RefusalCode | null {
  const { committee, proposer, expiresAt } = plan;
  if (instant.getTime() >= Date.parse(expiresAt)) return "expired";
  if (committeeAt(events, instant, committee.threshold).version !== committee.version) {
    return "committee_changed";
  }
  // By person, not by account: nobody proposes with one account and approves with another.
  if (seatOf(events, [proposer], account) !== null) return "proposer";
  const seat = seatOf(events, committee.members, account);
  if (seat === null) return "not_member";
  const key = approvalKeys(events).get(keyIdOf(publicKey));
  if (key === undefined || key.publicKey !== publicKey) return "key_not_registered";
  if (seatOf(events, [seat], key.account) === null) return "key_not_registered";
  if (key.confirmedBy === null) return "key_not_confirmed";
  if (!verifyApproval({ plan, digest, publicKey, signature })) return "bad_signature";
  return null;
}

/** Approvals that counted when they came, one a person, oldest first. */
export const acceptedApprovals = foldedOnceOf((events, proposed: ProposedPlan) => {
  const accepted = new Map<string, AcceptedApproval>();
  for (const [index, event] of events.entries()) {
    if (event.kind !== "plan_approved" || event.payload.digest !== proposed.digest) continue;
    // Frozen, so that what several questions fold from it is folded once.
    const before = Object.freeze(events.slice(0, index));
    const seat = seatOf(before, proposed.plan.committee.members, event.payload.account);
    if (seat === null || accepted.has(seat) || !isAccepted(before, proposed, event)) continue;
    const { public_key: publicKey, signature } = event.payload;
    accepted.set(seat, { account: seat, at: event.at, publicKey, signature, seq: event.seq });
  }
  return [...accepted.values()] as readonly AcceptedApproval[];
});

function isAccepted(
  before: readonly AnyLedgerEvent[],
  proposed: ProposedPlan,
  { at, payload }: LedgerEvent<"plan_approved">,
): boolean {
  const { account, public_key: publicKey, signature } = payload;
  return refusalOf(before, proposed, { account, publicKey, signature }, new Date(at)) === null;
}

/** Those whose key was not revoked since. */
export function stillValid(
  events: readonly AnyLedgerEvent[],
  approvals: readonly AcceptedApproval[],
): readonly AcceptedApproval[] {
  const keys = approvalKeys(events);
  return approvals.filter(({ publicKey }) => keys.has(keyIdOf(publicKey)));
}
