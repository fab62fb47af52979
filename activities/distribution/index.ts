import { distributionState, openPlanOf, planDigest } from "../../warehouse/ledger/index.ts";
import type {
  DistributionState,
  DistributionStatus,
  Ledger,
} from "../../warehouse/ledger/index.ts";
import { appendPlan } from "./append-plan.ts";
import { draftPlan } from "./draft-plan.ts";
import type { DistributionConfig } from "./draft-plan.ts";
import { assertPeriodOrder } from "./earlier-distributions.ts";
import { DistributionStateError, RevisionBlockedError } from "./errors.ts";
import { isAllPaid, isGoingOn, openBatchesOf } from "./going-on.ts";
import type { ChainFacts, PointsOfPeriod } from "./plan-inputs.ts";
import { isSameContent, isStillPayable } from "./same-content.ts";

export type { DistributionConfig } from "./draft-plan.ts";
export * from "./errors.ts";
export type { ChainFacts, PointsOfPeriod, TokenAccountState } from "./plan-inputs.ts";

export interface DistributionDeps {
  readonly ledger: Ledger;
  readonly readPoints: (period: string) => Promise<PointsOfPeriod>;
  /** Reads from the chain, for these wallets too. */
  readonly chainFacts: (wallets: readonly string[]) => Promise<ChainFacts>;
  readonly config: DistributionConfig;
  readonly now: () => Date;
  /** Months that are paid for and have ended by an instant, oldest first. */
  readonly closedPeriods: (until: Date) => readonly string[];
}

export interface UnsettledPeriod {
  readonly period: string;
  /** Of the newest plan; null before the first. */
  readonly digest: string | null;
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
        draftPlan(deps.config, events, at, { ...input, ...points, chain, previous });

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
      await appendPlan(ledger, { plan, digest, provenance: points.provenance, at });
      return { digest, outcome: "proposed" };
    },

    /** Periods that have ended and are not settled, oldest first. */
    async unsettledPeriods({ until }: { until: string }): Promise<readonly UnsettledPeriod[]> {
      const events = await ledger.read();
      return deps.closedPeriods(new Date(until)).flatMap((period) => {
        const digest = openPlanOf(events, period)?.digest ?? null;
        const state = digest === null ? null : distributionState(events, digest, now());
        return state?.status === "settled" ? [] : [{ period, digest }];
      });
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
