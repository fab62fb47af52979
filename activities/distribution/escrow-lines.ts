import type { OwedLine, Plan, Release } from "../../warehouse/ledger/index.ts";
import { compare } from "./apportion.ts";
import type { PlanInputs } from "./plan-inputs.ts";

/**
 * What becomes of lines that earlier plans put into escrow. Whoever can be paid by now is paid,
 * however late; of the others, and of what the committee holds, what was kept for its time goes back
 * into the carry.
 */
export function escrowTurns(
  { escrows, formerMembers, proposedAt }: PlanInputs,
  wallets: ReadonlyMap<string, string>,
): Pick<Plan, "releases" | "expired"> {
  const memberOf = new Map(formerMembers.map((row) => [row.former_id, row.member_id]));
  const releases: Release[] = [];
  const expired: OwedLine[] = [];
  for (const { keptUntil, isHeld, ...line } of escrows) {
    const linked = wallets.get(memberOf.get(line.member) ?? line.member);
    const wallet = isHeld ? undefined : linked;
    if (wallet !== undefined) releases.push({ ...line, wallet });
    else if (proposedAt.getTime() >= keptUntil.getTime()) expired.push(line);
  }
  const byId = (a: OwedLine, b: OwedLine) => compare(a.id, b.id);
  return { releases: releases.toSorted(byId), expired: expired.toSorted(byId) };
}
