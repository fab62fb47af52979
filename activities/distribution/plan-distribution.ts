import {
  canonicalJson,
  isAddress,
  lineId,
  receiptsDigest,
  sha256Hex,
} from "../../warehouse/ledger/index.ts";
import type { Plan, PlanLine, PlanShare } from "../../warehouse/ledger/index.ts";
import { apportion, compare } from "./apportion.ts";
import { PlanInputError } from "./errors.ts";
import { packBatches } from "./pack-batches.ts";
import type { PlanInputs } from "./plan-inputs.ts";
import { payableWallets } from "./payable-wallets.ts";

/**
 * Turns a period's points into a plan. Pure: the same facts in any order give the same plan.
 *
 * Each domain's budget and carry are split over its lines exactly; a domain without points is
 * carried over. Lines that an earlier revision took are left out, and so is their money.
 */
export function planDistribution(inputs: PlanInputs): Plan {
  const { period, chain, committee, previous, proposedAt, expiresAt } = inputs;
  const { genesis, mint, treasury, settler, decimals } = chain;
  const claims = claimsOf(inputs);
  const wallets = payableWallets(inputs.wallets, chain);
  const domains: Plan["domains"][number][] = [];
  const lines: PlanLine[] = [];
  for (const pool of poolsOf(inputs)) {
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
      lines.push({ id, member, domain, points, amount, wallet: wallets.get(member) ?? null });
    }
    domains.push({ ...pool, carryOut });
  }
  lines.sort((a, b) => compare(a.id, b.id));
  const shares = sharesOf(lines, claims);
  return {
    chain: { genesis, mint, treasury, settler, decimals },
    period,
    revision: (previous?.revision ?? 0) + 1,
    predecessor: previous?.digest ?? null,
    proposer: inputs.proposer,
    proposedAt: proposedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    committee,
    domains,
    lines,
    batches: packBatches(lines, chain.tokenAccounts),
    provenance: sha256Hex(canonicalJson(inputs.provenance)),
    receipts: receiptsDigest(shares),
    shares,
  };
}

/** A line before its amount is known. */
interface Claim {
  readonly id: string;
  readonly member: string;
  readonly domain: string;
  readonly points: bigint;
  readonly contributions: readonly { readonly key: string; readonly weight: bigint }[];
}

function claimsOf(inputs: PlanInputs): readonly Claim[] {
  const { period, chain, memberPoints, contributionPoints, taken } = inputs;
  if (!isAddress(chain.mint)) throw new PlanInputError(`mint is ${chain.mint}`, "an address");
  const takenLines = new Set(taken.map((line) => line.lineId));
  // By contribution too: after two accounts were joined, the same work stands under another line.
  const takenWork = new Set(taken.flatMap(({ contributions }) => contributions));
  const work = Map.groupBy(contributionPoints, (row) => key(row.member_id, row.domain));
  assertDistinct(contributionPoints.map((row) => row.contribution_id));
  assertDistinct(memberPoints.map((row) => key(row.member_id, row.domain)));
  return memberPoints.flatMap(({ member_id: member, domain, points: earned }): Claim[] => {
    const id = lineId({ mint: chain.mint, period, member, domain });
    const rows = work.get(key(member, domain)) ?? [];
    const bad = [earned, ...rows.map(({ points }) => points)].find((points) => points < 0n);
    if (bad !== undefined) {
      throw new PlanInputError(`${member} has ${bad} points in ${domain}`, "points of 0 or more");
    }
    const gone = rows.filter((row) => takenWork.has(row.contribution_id));
    const points = gone.reduce((left, row) => left - row.points, earned);
    const contributions = rows
      .filter((row) => row.points > 0n && !takenWork.has(row.contribution_id))
      .map((row) => ({ key: row.contribution_id, weight: row.points }));
    if (points <= 0n || takenLines.has(id)) return [];
    if (contributions.length === 0) {
      throw new PlanInputError(
        `${member} has ${points} points in ${domain} and no contribution behind them`,
        "every point to come from a contribution",
      );
    }
    return [{ id, member, domain, points, contributions }];
  });
}

/** Each domain's money, less what earlier revisions of this period took: carry goes first. */
function poolsOf({ budgets, carryIn, taken, memberPoints }: PlanInputs) {
  const names = [...new Set([...Object.keys(budgets), ...Object.keys(carryIn)])].toSorted(compare);
  const unknown = memberPoints.find(({ domain }) => !names.includes(domain));
  if (unknown !== undefined) {
    throw new PlanInputError(
      `there are points in domain ${unknown.domain}`,
      `points only in domains with a budget: ${names.join(", ")}`,
    );
  }
  return names.map((domain) => {
    const spent = taken
      .filter((line) => line.domain === domain)
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

function key(member: string, domain: string): string {
  return JSON.stringify([member, domain]);
}

function assertDistinct(keys: readonly string[]): void {
  const seen = new Set<string>();
  for (const one of keys) {
    if (seen.has(one)) throw new PlanInputError(`${one} comes twice`, "each row once");
    seen.add(one);
  }
}
