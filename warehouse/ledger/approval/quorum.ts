import type { Plan } from "../plan/plan.ts";
import type { AnyLedgerEvent } from "../store/events.ts";
import type { AcceptedApproval } from "./accepted-approvals.ts";
import { seatOf } from "./committee.ts";

/** How many signatures a plan needs by those it has. */
export interface Quorum {
  readonly needed: number;
  /** Accounts that approved and whose own lines are above the allowed part. */
  readonly conflicted: readonly string[];
  /** When the last approval that was needed came; null while more are needed. */
  readonly metAt: string | null;
}

/**
 * k signatures of members without a conflict suffice. Where one with a conflict is among them, one
 * more than k is needed, or as many as there are members who may sign, where those are fewer.
 */
export function quorumOf(
  events: readonly AnyLedgerEvent[],
  { committee: { threshold, members }, policy, proposer }: Plan,
  approvals: readonly AcceptedApproval[],
): Quorum {
  const inConflict = new Set(policy?.conflicted);
  const conflicted = approvals.flatMap(({ account }) => (inConflict.has(account) ? [account] : []));
  const own = inConflict.size === 0 ? null : seatOf(events, members, proposer);
  const signerCount = members.filter((member) => member !== own).length;
  let free = 0;
  let metAt: string | null = null;
  for (const [index, { account, at }] of approvals.entries()) {
    if (!inConflict.has(account)) free += 1;
    const needed = free === index + 1 ? threshold : Math.min(threshold + 1, signerCount);
    if (metAt === null && (free >= threshold || index + 1 >= needed)) metAt = at;
  }
  const isFree = conflicted.length === 0 || free >= threshold;
  const needed = isFree ? threshold : Math.min(threshold + 1, signerCount);
  return { needed, conflicted, metAt };
}
