import { closedTo, distributionState, isClosed, plansOf } from "../../warehouse/ledger/index.ts";
import type { AnyLedgerEvent, DistributionState } from "../../warehouse/ledger/index.ts";
import { PeriodClosedError, PeriodOrderError } from "./errors.ts";
import type { TakenLine } from "./plan-inputs.ts";

/** What the last settled distribution before this period left over, base units a domain. */
export function carryInto(
  events: readonly AnyLedgerEvent[],
  period: string,
  now: Date,
): Readonly<Record<string, bigint>> {
  const last = newestStates(events, now)
    .filter(({ plan }) => plan.period < period)
    .toSorted((a, b) => (a.plan.period < b.plan.period ? -1 : 1))
    .at(-1);
  if (last === undefined) return {};
  const closed = closedTo(events);
  // What a lost ledger carried on from there is not known.
  const isLost =
    last.plan.period === closed ? last.status !== "settled" : isClosed(events, last.plan.period);
  if (isLost) return {};
  return Object.fromEntries(last.plan.domains.map(({ domain, carryOut }) => [domain, carryOut]));
}

/** Throws for a month that a lost ledger may have paid. */
export function assertNotClosed(events: readonly AnyLedgerEvent[], period: string): void {
  if (isClosed(events, period)) throw new PeriodClosedError(period, closedTo(events) ?? period);
}

/**
 * Throws unless all earlier periods are settled and no later one was begun. A period that has a plan is
 * paid to its end all the same: a later one that was found again after a loss may be ahead of it.
 */
export function assertPeriodOrder(
  events: readonly AnyLedgerEvent[],
  period: string,
  now: Date,
): void {
  const states = newestStates(events, now);
  const isBegun = states.some(({ plan }) => plan.period === period);
  for (const { plan, status } of states) {
    if (isClosed(events, plan.period)) continue;
    if (plan.period < period && status !== "settled") {
      throw new PeriodOrderError(period, plan.period, `is ${status}, not settled`);
    }
    if (plan.period > period && !isBegun) {
      throw new PeriodOrderError(period, plan.period, "was distributed already");
    }
  }
}

/** The newest revision of each period. */
function newestStates(events: readonly AnyLedgerEvent[], now: Date): readonly DistributionState[] {
  const newest = new Map(plansOf(events).map(({ plan, digest }) => [plan.period, digest]));
  return [...newest.values()]
    .map((digest) => distributionState(events, digest, now))
    .filter((state) => state !== null);
}

/**
 * Lines that other periods, and revisions of this one up to `revisionMax`, paid or owe, and those that
 * settled plans dropped: their work is paid in no other month.
 */
export function takenBefore(
  events: readonly AnyLedgerEvent[],
  { period, revisionMax, now }: { period: string; revisionMax: number; now: Date },
): readonly TakenLine[] {
  const others = plansOf(events).filter(
    ({ plan }) => plan.period !== period || plan.revision <= revisionMax,
  );
  return others.flatMap(({ digest, plan }) => {
    const state = distributionState(events, digest, now);
    const paid = (state?.batches ?? []).filter(({ status }) => status === "paid");
    const taken = new Set([
      ...paid.flatMap(({ lineIds }) => lineIds),
      ...(state?.escrowedLines ?? []).map(({ lineId }) => lineId),
    ]);
    const sharesOf = Map.groupBy(plan.shares, ({ lineId }) => lineId);
    const dropped = plan.withheld.filter(({ word }) => word === "dropped");
    const gone = state?.settlement == null ? [] : dropped;
    return [...plan.lines.filter(({ id }) => taken.has(id)), ...gone].map(
      ({ id, domain, amount }) => ({
        period: plan.period,
        lineId: id,
        domain,
        amount,
        contributions: (sharesOf.get(id) ?? []).map(({ contribution }) => contribution),
      }),
    );
  });
}
