import { verifySignedText } from "./signed-text.ts";
import { payableLines, type Plan } from "../plan/plan.ts";

/**
 * What a committee member signs: one line of printable ASCII, so that any wallet can show it. The
 * digest binds everything; the rest is there to be read before signing.
 */
export function approvalText(plan: Plan, digest: string): string {
  const payable = payableLines(plan);
  const total = totalOf(plan);
  const { chain, committee } = plan;
  return [
    "Vklad APPROVE",
    `digest ${digest}`,
    `period ${plan.period}`,
    `revision ${plan.revision}`,
    `genesis ${chain.genesis}`,
    `mint ${chain.mint}`,
    `treasury ${chain.treasury}`,
    `total ${total} base units of 10^-${chain.decimals}`,
    `payable lines ${payable.length}`,
    ...withheldOf(plan),
    `committee ${committee.version}`,
    `${committee.threshold} of ${committee.members.length}`,
    `expires ${plan.expiresAt}`,
  ].join(" | ");
}

/** Who signs a plan that a word of the committee shortened reads so, whatever the page shows. */
function withheldOf({ withheld }: Plan): readonly string[] {
  if (withheld.length === 0) return [];
  const dropped = withheld.filter(({ word }) => word === "dropped").length;
  return [`held lines ${withheld.length - dropped}`, `dropped lines ${dropped}`];
}

/** A plan never changes, and its approvals are counted again at each of its payments. */
const totals = new WeakMap<Plan, bigint>();

function totalOf(plan: Plan): bigint {
  const known = totals.get(plan);
  if (known !== undefined) return known;
  const total = payableLines(plan).reduce((sum, { amount }) => sum + amount, 0n);
  totals.set(plan, total);
  return total;
}

/** Whether this base64 key signed this plan; says nothing about whose key it is. */
export function verifyApproval(approval: {
  readonly plan: Plan;
  readonly digest: string;
  readonly publicKey: string;
  readonly signature: string;
}): boolean {
  const { plan, digest, publicKey, signature } = approval;
  return verifySignedText(approvalText(plan, digest), publicKey, signature);
}
