import {
  canonicalJson,
  payableLines,
  receiptsDigest,
  sha256Hex,
} from "../../warehouse/ledger/index.ts";
import type { Plan, PlanLine, PlanShare } from "../../warehouse/ledger/index.ts";
import { apportion, compare } from "./apportion.ts";
import { claimsOf, type Claim } from "./claims.ts";
import { conflictedOf } from "./conflicts.ts";
import { PlanInputError } from "./errors.ts";
import { escrowTurns } from "./escrow-lines.ts";
import { packBatches } from "./pack-batches.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import { payableWallets } from "./payable-wallets.ts";
import { withholdLines } from "./withheld-lines.ts";

/**
 * Turns a period's points into a plan. Pure: the same facts in any order give the same plan.
 *
 * Each domain's budget and carry are split over its lines exactly; a domain without points is
 * carried over. Lines that an earlier revision took are left out, and so is their money. What earlier
 * plans kept is paid beside that, or goes into the carry and so to the next plan; so does a line that
 * the committee drops.
 */
export function planDistribution(inputs: PlanInputs): Plan {
  const { period, chain, committee, previous, proposedAt, expiresAt } = inputs;
  const { genesis, mint, treasury, settler, decimals } = chain;
  const claims = claimsOf(inputs);
  const wallets = payableWallets(inputs.wallets, chain, inputs.proposedAt);
  const { releases, expired } = escrowTurns(inputs, wallets);
  const domains: Plan["domains"][number][] = [];
  const earned: PlanLine[] = [];
  for (const pool of poolsOf(inputs, expired)) {
    const claimed = claims.filter(({ domain }) => domain === pool.domain);
    const amounts = apportion(
      pool.budget + pool.carryIn,
      claimed.map(({ id, points }) => ({ key: id, weight: points })),
    );
    let carryOut = pool.budget + pool.carryIn;
    for (const { id, member, domain, points } of claimed) {
      const amount = amounts.get(id) ?? 0n;
      if (amount === 0n) continue;
      carryOut -= amount;
      earned.push({ id, member, domain, points, amount, wallet: wallets.get(member) ?? null });
    }
    const back = expired.filter(({ domain }) => domain === pool.domain);
    carryOut = back.reduce((sum, { amount }) => sum + amount, carryOut);
    domains.push({ ...pool, carryOut });
  }
  earned.sort((a, b) => compare(a.id, b.id));
  const shares = sharesOf(earned, claims);
  const { lines, withheld } = withholdLines(earned, claims, inputs.words);
  return {
    chain: { genesis, mint, treasury, settler, decimals },
    period,
    revision: (previous?.revision ?? 0) + 1,
    predecessor: previous?.digest ?? null,
    proposer: inputs.proposer,
    proposedAt: proposedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    committee,
    domains: domains.map((row) => ({ ...row, carryOut: row.carryOut + droppedIn(withheld, row) })),
    lines,
    batches: packBatches(payableLines({ lines, releases }), chain),
    provenance: sha256Hex(canonicalJson(inputs.provenance)),
    receipts: receiptsDigest(shares),
    shares,
    policy: { ...inputs.policy, conflicted: conflictedOf(inputs, { lines, releases }) },
    releases,
    expired,
    withheld,
  };
}

function droppedIn(withheld: Plan["withheld"], { domain }: Plan["domains"][number]): bigint {
  const dropped = withheld.filter((line) => line.word === "dropped" && line.domain === domain);
  return dropped.reduce((sum, { amount }) => sum + amount, 0n);
}

/** Each domain's money, less what earlier revisions of this period took: carry goes first. */
function poolsOf(
  { period, budgets, carryIn, taken, memberPoints }: PlanInputs,
  expired: Plan["expired"],
) {
  const back = expired.map(({ domain }) => domain);
  const names = [...new Set([...Object.keys(budgets), ...Object.keys(carryIn), ...back])].toSorted(
    compare,
  );
  const unknown = memberPoints.find(({ domain }) => !names.includes(domain));
  if (unknown !== undefined) {
    throw new PlanInputError(
      `there are points in domain ${unknown.domain}`,
      `points only in domains with a budget: ${names.join(", ")}`,
    );
  }
  return names.map((domain) => {
    const spent = taken
      .filter((line) => line.period === period && line.domain === domain)
      .reduce((sum, { amount }) => sum + amount, 0n);
    const budget = budgets[domain] ?? 0n;
    const carry = carryIn[domain] ?? 0n;
    if (budget < 0n || carry < 0n || spent > budget + carry) {
      throw new PlanInputError(
        `${domain} has budget ${budget}, carry ${carry} and ${spent} spent already`,
        "no more spent than there is",
      );
    }
    const fromCarry = spent < carry ? spent : carry;
    return { domain, budget: budget - (spent - fromCarry), carryIn: carry - fromCarry };
  });
}

/** Splits each line over its contributions: the shares add up to the line, and none is a rest. */
function sharesOf(lines: readonly PlanLine[], claims: readonly Claim[]): readonly PlanShare[] {
  const claimOf = new Map(claims.map((claim) => [claim.id, claim]));
  return lines.flatMap(({ id, amount }) => {
    const contributions = claimOf.get(id)?.contributions ?? [];
    const amounts = apportion(amount, contributions);
    return contributions
      .toSorted((a, b) => compare(a.key, b.key))
      .map(({ key: contribution, weight }) => ({
        lineId: id,
        contribution,
        points: weight,
        amount: amounts.get(contribution) ?? 0n,
      }));
  });
}
