import { isAddress, lineId } from "../../warehouse/ledger/index.ts";
import { PlanInputError } from "./errors.ts";
import type { PlanInputs } from "./plan-inputs.ts";

/** A line before its amount is known. */
export interface Claim {
  readonly id: string;
  readonly member: string;
  readonly domain: string;
  readonly points: bigint;
  /** Their weights add up to the points. */
  readonly contributions: readonly { readonly key: string; readonly weight: bigint }[];
}

/** What each member has earned in each domain by the period's work, less what was paid before. */
export function claimsOf(inputs: PlanInputs): readonly Claim[] {
  const { period, chain, memberPoints, contributionPoints, taken } = inputs;
  if (!isAddress(chain.mint)) throw new PlanInputError(`mint is ${chain.mint}`, "an address");
  assertOfPeriod(inputs);
  assertTraced(inputs);
  const takenLines = new Set(taken.map((line) => line.lineId));
  // By contribution too: after two accounts were joined, the same work stands under another line,
  // and work whose month has changed since stands under another period's.
  const takenWork = new Set(taken.flatMap(({ contributions }) => contributions));
  const left = contributionPoints.filter(
    (row) => row.points > 0n && !takenWork.has(row.contribution_id),
  );
  const work = Map.groupBy(left, (row) => key(row.member_id, row.domain));
  return memberPoints.flatMap(({ member_id: member, domain }): Claim[] => {
    const id = lineId({ mint: chain.mint, period, member, domain });
    const rows = work.get(key(member, domain)) ?? [];
    if (rows.length === 0 || takenLines.has(id)) return [];
    const points = rows.reduce((sum, row) => sum + row.points, 0n);
    const contributions = rows.map((row) => ({ key: row.contribution_id, weight: row.points }));
    return [{ id, member, domain, points, contributions }];
  });
}

/** What other months' work earned is paid in their own plans. */
function assertOfPeriod({ period, memberPoints, contributionPoints }: PlanInputs): void {
  const expected = `points and work of ${period} only`;
  for (const { contribution_id, period: of } of contributionPoints) {
    if (of !== period) throw new PlanInputError(`${contribution_id} is of ${of}`, expected);
  }
  for (const { member_id, domain, period: of } of memberPoints) {
    if (of === period) continue;
    throw new PlanInputError(`${member_id}'s points in ${domain} are of ${of}`, expected);
  }
}

/** Every point comes from a contribution, and every contribution's points are somebody's. */
function assertTraced({ memberPoints, contributionPoints }: PlanInputs): void {
  assertDistinct(contributionPoints.map((row) => row.contribution_id));
  assertDistinct(memberPoints.map((row) => key(row.member_id, row.domain)));
  for (const { member_id, domain, points } of [...memberPoints, ...contributionPoints]) {
    if (points >= 0n) continue;
    throw new PlanInputError(
      `${member_id} has ${points} points in ${domain}`,
      "points of 0 or more",
    );
  }
  const earned = new Map(memberPoints.map((row) => [key(row.member_id, row.domain), row.points]));
  const made = new Map<string, bigint>();
  for (const row of contributionPoints) {
    const of = key(row.member_id, row.domain);
    made.set(of, (made.get(of) ?? 0n) + row.points);
  }
  for (const of of new Set([...earned.keys(), ...made.keys()])) {
    const [points, work] = [earned.get(of) ?? 0n, made.get(of) ?? 0n];
    if (points === work) continue;
    const [member, domain] = JSON.parse(of) as [string, string];
    throw new PlanInputError(
      `${member} has ${points} points in ${domain}, and contributions of ${work}`,
      "every point to come from a contribution, and none to be left out",
    );
  }
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
