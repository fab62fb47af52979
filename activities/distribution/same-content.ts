import type { Plan } from "../../warehouse/ledger/index.ts";
import { canonicalJson, payableLines, planToJson } from "../../warehouse/ledger/index.ts";
import { isTaken } from "./pack-batches.ts";
import type { ChainFacts } from "./plan-inputs.ts";

/**
 * Whether two plans say the same: who is paid what, why, by whose proposal and by which committee.
 *
 * Left out: revision, predecessor and dates; batch borders, since a token account that was created
 * meanwhile hinders no payment; and provenance, since an input that changed without moving a point
 * or a unit (an event of the ledger, such as the plan itself) must not void what was signed.
 */
export function isSameContent(a: Plan, b: Plan): boolean {
  return contentOf(a) === contentOf(b);
}

function contentOf(plan: Plan): string {
  const { chain, period, proposer, committee, domains, lines, shares, ...json } = planToJson(plan);
  const { policy = null, releases = [], expired = [], withheld = [] } = json;
  const unbatched = <T>(rows: readonly T[]) => rows.map((row) => ({ ...row, batch: null }));
  return canonicalJson({
    chain,
    period,
    proposer,
    committee,
    domains,
    lines: unbatched(lines),
    shares,
    policy,
    releases: unbatched(releases),
    expired,
    withheld,
  });
}

/**
 * Whether every batch can still be sent as it is: a token account it counts on may be closed, or the
 * cluster may no longer take its transactions.
 */
export function isStillPayable(plan: Plan, { tokenAccounts, format }: ChainFacts): boolean {
  if (!isTaken(plan, format)) return false;
  const walletOf = new Map(payableLines(plan).map(({ id, wallet }) => [id, wallet]));
  return plan.batches
    .filter(({ createsAccounts }) => !createsAccounts)
    .flatMap(({ lineIds }) => lineIds)
    .every((id) => tokenAccounts[walletOf.get(id) ?? ""] === "exists");
}
