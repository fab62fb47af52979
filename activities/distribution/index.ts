import {
  committeeAt,
  distributionState,
  LedgerConflictError,
  openPlanOf,
  planDigest,
  planToJson,
  seatOf,
} from "../../warehouse/ledger/index.ts";
import type {
  AnyLedgerEvent,
  DistributionState,
  DistributionStatus,
  Ledger,
  Plan,
} from "../../warehouse/ledger/index.ts";
import { assertPeriodOrder, carryInto, takenBefore } from "./earlier-distributions.ts";
import {
  DistributionStateError,
  PlanInputError,
  ProposalRaceError,
  RevisionBlockedError,
} from "./errors.ts";
import { planDistribution } from "./plan-distribution.ts";
import type { ChainFacts, PointsOfPeriod } from "./plan-inputs.ts";
import { isSameContent, isStillPayable } from "./same-content.ts";

export type { ChainFacts, PointsOfPeriod, TokenAccountState } from "./plan-inputs.ts";

export interface DistributionDeps {
  readonly ledger: Ledger;
  readonly readPoints: (period: string) => Promise<PointsOfPeriod>;
  /** Reads from the chain, for these wallets too. */
  readonly chainFacts: (wallets: readonly string[]) => Promise<ChainFacts>;
  readonly config: {
    /** Base units a domain and period. */
    readonly budgets: Readonly<Record<string, bigint>>;
    readonly committee: { readonly threshold: number; readonly approvalDays: number };
  };
  readonly now: () => Date;
}

export interface ProposedDistribution {
  readonly digest: string;
  /**
   * `proposed`: a new plan. `unchanged`: the open plan says the same. `kept`: it differs, but is
   * approved already and is paid as it was approved. `settled`: the period is over.
   */
  readonly outcome: "proposed" | "unchanged" | "kept" | "settled";
}

/** References and counts only: a workflow's history takes no amounts and no names. */
export interface DistributionSummary {
  readonly digest: string;
  readonly period: string;
  readonly revision: number;
  readonly status: DistributionStatus;
  readonly approvalCount: number;
  readonly threshold: number;
  readonly expiresAt: string;
  readonly mayPay: boolean;
  readonly batchCount: number;
  readonly paidBatchCount: number;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

export function createDistributionActivities(deps: DistributionDeps) {
  const { ledger, now } = deps;

  async function stateOf(digest: string): Promise<DistributionState> {
    const state = distributionState(await ledger.read(), digest, now());
    if (state === null) throw new DistributionStateError(digest, "is unknown", "a proposed plan");
    return state;
  }

  return {
    /**
     * Freezes a period's points into a plan and appends it; null when nobody earned anything.
     *
     * Asked again it returns the plan there is, as long as that says the same. A plan that says
     * something else becomes a new revision, which voids what was signed, by its digest.
     */
    async proposePlan(input: {
      readonly period: string;
      /** Account key of a person. */
      readonly proposer: string;
    }): Promise<ProposedDistribution | null> {
      const events = await ledger.read();
      const at = now();
      const current = openPlanOf(events, input.period);
      const state = current === null ? null : distributionState(events, current.digest, at);
      if (state?.status === "settled") return { digest: state.digest, outcome: "settled" };
      assertPeriodOrder(events, input.period, at);
      // Nothing is left to decide, only to settle.
      if (state !== null && isAllPaid(state)) return { digest: state.digest, outcome: "kept" };

      const points = await deps.readPoints(input.period);
      const isEmpty = points.memberPoints.every((row) => row.points === 0n);
      if (state === null && isEmpty) return null;
      const chain = await deps.chainFacts([...new Set(points.wallets.map(({ wallet }) => wallet))]);
      const planAs = (previous: { digest: string; revision: number } | null) =>
        candidate(deps, events, at, { ...input, ...points, chain, previous });

      if (state !== null) {
        const { plan, digest } = state;
        const again = planAs(
          plan.predecessor === null
            ? null
            : { digest: plan.predecessor, revision: plan.revision - 1 },
        );
        const isSame = isSameContent(plan, again) && isStillPayable(plan, chain);
        if (isSame && isGoingOn(state)) return { digest, outcome: "unchanged" };
        if (state.blocksRevision) {
          if (state.mayPay) return { digest, outcome: "kept" };
          throw new RevisionBlockedError(digest, openBatchesOf(state));
        }
      }
      const plan = planAs(
        state === null ? null : { digest: state.digest, revision: state.plan.revision },
      );
      const digest = planDigest(plan);
      await appendPlan(deps, { plan, digest, provenance: points.provenance, at });
      return { digest, outcome: "proposed" };
    },

    async readDistribution({ digest }: { digest: string }): Promise<DistributionSummary> {
      const { plan, status, approvals, mayPay, batches } = await stateOf(digest);
      return {
        digest,
        status,
        mayPay,
        period: plan.period,
        revision: plan.revision,
        approvalCount: approvals.length,
        threshold: plan.committee.threshold,
        expiresAt: plan.expiresAt,
        batchCount: batches.length,
        paidBatchCount: batches.filter((batch) => batch.status === "paid").length,
      };
    },

    /** Writes down what is owed to members without a wallet. Once a line, however often asked. */
    async escrowLines({ digest }: { digest: string }): Promise<{ lineCount: number }> {
      const { plan } = await stateOf(digest);
      const owed = plan.lines.filter(({ wallet }) => wallet === null);
      const at = now();
      await ledger.appendAll(
        owed.map(({ id, amount }) => ({
          kind: "line_escrowed",
          payload: { digest, line_id: id, amount_base_units: `${amount}` },
          actor: "settler",
          at: at.toISOString(),
          // By the line alone: one entitlement is owed once, whatever the revision.
          uniqueKey: `escrow:${id}`,
        })),
        {
          guard: (events) => {
            const state = distributionState(events, digest, at);
            const isPaidOut = state !== null && isAllPaid(state);
            if (state?.mayPay !== true && !isPaidOut) {
              throw new DistributionStateError(digest, `is ${state?.status}`, "an approved plan");
            }
          },
        },
      );
      return { lineCount: owed.length };
    },
  };
}

function isAllPaid({ batches }: DistributionState): boolean {
  return batches.length > 0 && batches.every(({ status }) => status === "paid");
}

/** Nothing but time or signatures is missing for this plan to be paid to its end. */
function isGoingOn({ status, batches, ...state }: DistributionState): boolean {
  if (status === "open" || status === "approved") return state.isCommitteeCurrent;
  if (status !== "settling" || !state.mayPay) return false;
  // A voided batch is paid by a revision, once nothing else of the plan is in flight.
  return state.blocksRevision || batches.every((batch) => batch.status !== "voided");
}

function openBatchesOf({ batches }: DistributionState): readonly number[] {
  return batches
    .filter(({ status }) => status !== "paid" && status !== "voided")
    .map(({ batch }) => batch);
}

function candidate(
  { config }: DistributionDeps,
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
  });
}

/** Compare and append: the plan counts only if what it was made against still stands. */
async function appendPlan(
  { ledger }: DistributionDeps,
  proposal: {
    readonly plan: Plan;
    readonly digest: string;
    readonly provenance: PointsOfPeriod["provenance"];
    readonly at: Date;
  },
): Promise<void> {
  const { plan, digest, provenance, at } = proposal;
  const { period, revision, predecessor, proposer } = plan;
  try {
    await ledger.append(
      "plan_proposed",
      { digest, period, revision, plan: planToJson(plan), provenance },
      {
        actor: proposer,
        at: at.toISOString(),
        uniqueKey: `plan:${period}:${revision}`,
        guard: (events) => {
          assertPeriodOrder(events, period, at);
          const newest = openPlanOf(events, period);
          if ((newest?.digest ?? null) !== predecessor) throw new ProposalRaceError(period);
          const before = newest === null ? null : distributionState(events, newest.digest, at);
          if (before?.blocksRevision === true) {
            throw new RevisionBlockedError(before.digest, openBatchesOf(before));
          }
        },
      },
    );
  } catch (error) {
    if (error instanceof LedgerConflictError) throw new ProposalRaceError(period, error);
    throw error;
  }
}
