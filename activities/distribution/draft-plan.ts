import {
  committeeAt,
  escrowsOf,
  isHeldInEscrow,
  lineWords,
  peopleOf,
  seatOf,
} from "../../warehouse/ledger/index.ts";
import type { AnyLedgerEvent, Plan, PlanPolicy } from "../../warehouse/ledger/index.ts";
import { carryInto, takenBefore } from "./earlier-distributions.ts";
import { PlanInputError } from "./errors.ts";
import { planDistribution } from "./plan-distribution.ts";
import type { ChainFacts, PointsOfPeriod } from "./plan-inputs.ts";

export interface DistributionConfig {
  /** Base units a domain and period. */
  readonly budgets: Readonly<Record<string, bigint>>;
  readonly committee: { readonly threshold: number; readonly approvalDays: number };
  readonly policy: Omit<PlanPolicy, "conflicted">;
  readonly escrowMonths: number;
  /** Until when a line is kept that was put into escrow by a distribution settled then. */
  readonly keptUntil: (settledAt: Date, months: number) => Date;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The plan that a period's points make at this moment, as the first or the next revision. */
export function draftPlan(
  config: DistributionConfig,
  events: readonly AnyLedgerEvent[],
  at: Date,
  input: PointsOfPeriod & {
    readonly period: string;
    readonly proposer: string;
    readonly chain: ChainFacts;
    readonly previous: { readonly digest: string; readonly revision: number } | null;
  },
): Plan {
  const { threshold, approvalDays } = config.committee;
  const committee = committeeAt(events, at, threshold);
  if (!/^a_\w+$/.test(input.proposer)) {
    throw new PlanInputError(`the proposer is ${input.proposer}`, "the account key of a person");
  }
  const own = seatOf(events, committee.members, input.proposer);
  const approverCount = committee.members.filter((member) => member !== own).length;
  if (approverCount < threshold) {
    throw new PlanInputError(
      `${approverCount} committee members could approve`,
      `at least ${threshold} beside the proposer`,
    );
  }
  const revisionMax = input.previous?.revision ?? 0;
  return planDistribution({
    ...input,
    budgets: config.budgets,
    carryIn: carryInto(events, input.period, at),
    committee,
    proposedAt: at,
    expiresAt: new Date(at.getTime() + approvalDays * DAY_MS),
    taken: takenBefore(events, { period: input.period, revisionMax, now: at }),
    escrows: escrowsOf(events).map(({ settledAt, ...line }) => ({
      ...line,
      keptUntil: config.keptUntil(new Date(settledAt), config.escrowMonths),
      isHeld: isHeldInEscrow(events, line),
    })),
    words: lineWords(events, input.period),
    approvers: approversOf(events, committee.members, input.accounts),
    policy: config.policy,
  });
}

/** By person: whoever has two accounts has the lines of both. */
function approversOf(
  events: readonly AnyLedgerEvent[],
  seats: readonly string[],
  accounts: PointsOfPeriod["accounts"],
) {
  const personOf = peopleOf(events);
  const byPerson = Map.groupBy(accounts, ({ account_key }) => personOf(account_key));
  return seats.map((account) => {
    const own = byPerson.get(personOf(account)) ?? [];
    return { account, members: [...new Set(own.map(({ member_id }) => member_id))].toSorted() };
  });
}
