import type { Plan } from "../../warehouse/ledger/index.ts";
import type { PlanInputs } from "./plan-inputs.ts";

const WHOLE_PPM = 1_000_000n;

/**
 * Committee accounts whose persons' own lines are above the allowed part of all that is paid. What
 * is only kept for them counts too: they decide on it all the same.
 */
export function conflictedOf(
  { approvers, formerMembers, policy }: PlanInputs,
  { lines, releases }: Pick<Plan, "lines" | "releases">,
): readonly string[] {
  const memberOf = new Map(formerMembers.map((row) => [row.former_id, row.member_id]));
  const own = new Map<string, bigint>();
  let payable = 0n;
  const add = (member: string, amount: bigint) => {
    const today = memberOf.get(member) ?? member;
    own.set(today, (own.get(today) ?? 0n) + amount);
  };
  for (const { member, amount, wallet } of lines) {
    add(member, amount);
    if (wallet !== null) payable += amount;
  }
  for (const { member, amount } of releases) {
    add(member, amount);
    payable += amount;
  }
  const isAbove = (amount: bigint) =>
    amount * WHOLE_PPM > payable * BigInt(policy.conflictSharePpm);
  return approvers
    .filter(({ members }) =>
      isAbove(members.reduce((sum, member) => sum + (own.get(member) ?? 0n), 0n)),
    )
    .map(({ account }) => account)
    .toSorted();
}
