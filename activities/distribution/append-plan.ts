import {
  distributionState,
  escrowFault,
  escrowsOf,
  isLineEvent,
  LedgerConflictError,
  openPlanOf,
  planToJson,
  withheldFault,
} from "../../warehouse/ledger/index.ts";
import type { AnyLedgerEvent, Ledger, Plan } from "../../warehouse/ledger/index.ts";
import { assertNotClosed, assertPeriodOrder, takenBefore } from "./earlier-distributions.ts";
import { ProposalRaceError, RevisionBlockedError } from "./errors.ts";
import type { FrozenInputs } from "./frozen-inputs.ts";
import { openBatchesOf } from "./going-on.ts";
import type { PointsOfPeriod, TakenLine } from "./plan-inputs.ts";

/** Compare and append: the plan counts only if what it was made against still stands. */
export async function appendPlan(
  ledger: Ledger,
  proposal: {
    readonly plan: Plan;
    readonly digest: string;
    readonly provenance: PointsOfPeriod["provenance"];
    readonly frozen: FrozenInputs;
    readonly at: Date;
  },
): Promise<void> {
  const { plan, digest, provenance, frozen, at } = proposal;
  const { period, revision, predecessor, proposer } = plan;
  try {
    await ledger.append(
      "plan_proposed",
      { digest, period, revision, plan: planToJson(plan), provenance, frozen },
      {
        actor: proposer,
        at: at.toISOString(),
        uniqueKey: `plan:${period}:${revision}`,
        guard: (events) => {
          assertNotClosed(events, period);
          assertPeriodOrder(events, period, at);
          const newest = openPlanOf(events, period);
          if ((newest?.digest ?? null) !== predecessor) throw new ProposalRaceError(period);
          const before = newest === null ? null : distributionState(events, newest.digest, at);
          if (before?.blocksRevision === true) {
            throw new RevisionBlockedError(before, openBatchesOf(before));
          }
          const taken = takenBefore(events, { period, revisionMax: revision - 1, now: at });
          if (namesTakenWork(plan, taken) || !isOwed(events, plan))
            throw new ProposalRaceError(period);
          if (isOvertaken(events, frozen) || withheldFault(events, plan) !== null)
            throw new ProposalRaceError(period);
        },
      },
    );
  } catch (error) {
    if (error instanceof LedgerConflictError) throw new ProposalRaceError(period, error);
    throw error;
  }
}

/** Whether somebody held, dropped or released a line after the events that the plan was made by. */
function isOvertaken(events: readonly AnyLedgerEvent[], { ledger }: FrozenInputs): boolean {
  const newest = events.findLast(isLineEvent);
  return newest !== undefined && newest.seq > (ledger?.seq ?? 0);
}

/** Whether all that is released or taken back is owed still, to the unit. */
function isOwed(events: readonly AnyLedgerEvent[], plan: Plan): boolean {
  const owed = new Set(escrowsOf(events).map(({ id }) => id));
  const isLeft = [...plan.releases, ...plan.expired].every(({ id }) => owed.has(id));
  return isLeft && escrowFault(events, plan) === null;
}

/** Whether a line, or a contribution on its receipt, was paid or came to be owed before. */
function namesTakenWork({ lines, shares }: Plan, taken: readonly TakenLine[]): boolean {
  const takenLines = new Set(taken.map(({ lineId }) => lineId));
  const takenWork = new Set(taken.flatMap(({ contributions }) => contributions));
  return (
    lines.some(({ id }) => takenLines.has(id)) ||
    shares.some(({ contribution }) => takenWork.has(contribution))
  );
}
