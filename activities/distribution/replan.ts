import type { AnyLedgerEvent, Plan } from "../../warehouse/ledger/index.ts";
import { draftPlan, type DistributionConfig } from "./draft-plan.ts";
import type { FrozenInputs } from "./frozen-inputs.ts";
import type { PointsOfPeriod, TokenAccountState } from "./plan-inputs.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The plan that its own frozen inputs make, with these points and what the ledger said then. */
export function replan(
  plan: Plan,
  {
    frozen,
    points,
    events,
    keptUntil,
  }: {
    readonly frozen: FrozenInputs;
    /** Read from a warehouse that holds what was loaded then. */
    readonly points: PointsOfPeriod;
    readonly events: readonly AnyLedgerEvent[];
    readonly keptUntil: DistributionConfig["keptUntil"];
  },
): Plan {
  const { period, proposer, predecessor, revision, committee } = plan;
  const proposedAt = new Date(plan.proposedAt);
  const approvalDays = (Date.parse(plan.expiresAt) - proposedAt.getTime()) / DAY_MS;
  const budgets = Object.fromEntries(
    Object.entries(frozen.budgets).map(([domain, units]) => [domain, BigInt(units)]),
  );
  const known = events.filter(({ seq }) => seq <= (frozen.ledger?.seq ?? 0));
  const { conflictSharePpm = 0, objectionMs = 0 } = plan.policy ?? {};
  const config = {
    budgets,
    committee: { threshold: committee.threshold, approvalDays },
    policy: { conflictSharePpm, objectionMs },
    escrowMonths: frozen.escrow_months,
    keptUntil,
  };
  return draftPlan(config, known, proposedAt, {
    ...points,
    period,
    proposer,
    chain: { ...plan.chain, format: frozen.format, tokenAccounts: tokenAccountsOf(frozen) },
    previous: predecessor === null ? null : { digest: predecessor, revision: revision - 1 },
  });
}

function tokenAccountsOf({ token_accounts: { exists, unusable } }: FrozenInputs) {
  const states: [string, TokenAccountState][] = [
    ...exists.map((of) => [of, "exists"] as [string, TokenAccountState]),
    ...unusable.map((of) => [of, "unusable"] as [string, TokenAccountState]),
  ];
  return Object.fromEntries(states);
}
