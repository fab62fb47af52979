import { distributionState, isClosed, openPlanOf, plansOf } from "../../warehouse/ledger/index.ts";
import type { AnyLedgerEvent } from "../../warehouse/ledger/index.ts";

export interface UnsettledPeriod {
  readonly period: string;
  /** Of the newest plan; null before the first. */
  readonly digest: string | null;
}

/**
 * Months that have ended and can still be distributed, oldest first. A month without a plan before
 * one that has a plan cannot be: carry has gone past it.
 */
export function openPeriods(
  events: readonly AnyLedgerEvent[],
  given: {
    /** Months that are paid for and have ended, oldest first. */
    readonly closed: readonly string[];
    /** Months in which somebody earned something; null: not known here, so any may be one. */
    readonly earned: ReadonlySet<string> | null;
    readonly now: Date;
  },
): readonly UnsettledPeriod[] {
  const { closed, earned, now } = given;
  const newest = plansOf(events)
    .map(({ plan }) => plan.period)
    .toSorted()
    .at(-1);
  return closed.flatMap((period): UnsettledPeriod[] => {
    if (isClosed(events, period)) return [];
    const digest = openPlanOf(events, period)?.digest ?? null;
    if (digest !== null) {
      const isSettled = distributionState(events, digest, now)?.status === "settled";
      return isSettled ? [] : [{ period, digest }];
    }
    const isPassed = newest !== undefined && period < newest;
    const isEmpty = earned !== null && !earned.has(period);
    return isPassed || isEmpty ? [] : [{ period, digest }];
  });
}
