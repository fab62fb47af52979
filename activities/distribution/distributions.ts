import { distributionState } from "../../warehouse/ledger/index.ts";
import type {
  DistributionState,
  DistributionStatus,
  Ledger,
} from "../../warehouse/ledger/index.ts";
import { DistributionStateError } from "./errors.ts";
import { isAllPaid } from "./going-on.ts";
import { openPeriods, type UnsettledPeriod } from "./open-periods.ts";

export interface DistributionDeps {
  readonly ledger: Ledger;
  readonly now: () => Date;
  /** Months that are paid for and have ended by an instant, oldest first. */
  readonly closedPeriods: (until: Date) => readonly string[];
}

/** References and counts only: a workflow's history takes no amounts and no names. */
export interface DistributionSummary {
  readonly digest: string;
  readonly period: string;
  readonly revision: number;
  readonly status: DistributionStatus;
  readonly approvalCount: number;
  /** Signatures that it needs: the threshold, or one more where a member in conflict signed. */
  readonly threshold: number;
  /** When the time to object is over; null where there is none, or signatures are missing. */
  readonly payableFrom: string | null;
  readonly expiresAt: string;
  readonly mayPay: boolean;
  readonly batchCount: number;
  readonly paidBatchCount: number;
}

/** What became of plans, as the ledger alone tells it. */
export function createDistributionActivities(deps: DistributionDeps) {
  const { ledger, now } = deps;

  async function stateOf(digest: string): Promise<DistributionState> {
    const state = distributionState(await ledger.read(), digest, now());
    if (state === null) throw new DistributionStateError(digest, "is unknown", "a proposed plan");
    return state;
  }

  return {
    /** Periods that have ended and can still be settled, oldest first. */
    async unsettledPeriods({ until }: { until: string }): Promise<readonly UnsettledPeriod[]> {
      const closed = deps.closedPeriods(new Date(until));
      return openPeriods(await ledger.read(), { closed, earned: null, now: now() });
    },

    async readDistribution({ digest }: { digest: string }): Promise<DistributionSummary> {
      const state = await stateOf(digest);
      const { plan, status, approvals, mayPay, batches } = state;
      return {
        digest,
        status,
        mayPay,
        period: plan.period,
        revision: plan.revision,
        approvalCount: approvals.length,
        threshold: state.needed,
        payableFrom: state.payableFrom,
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
