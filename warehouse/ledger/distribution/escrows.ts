import type { OwedLine, Plan } from "../plan/plan.ts";
import { plansOf } from "../plan/proposed-plans.ts";
import { isClosed } from "../rebase/rebase.ts";
import type { AnyLedgerEvent } from "../store/events.ts";
import { batchStates } from "./batch-state.ts";

/** A line in escrow that neither was paid nor went back into the carry. */
export interface Escrow extends OwedLine {
  /** When the distribution that put it there was settled: from then on its time runs. */
  readonly settledAt: string;
}

/**
 * What settled distributions put into escrow and is still owed, by line id. What another plan's
 * payment has on its way is not: it may land yet. Nor is what was kept in a month that a re-basing
 * closed: the ledger that was lost may have paid it since.
 */
export function escrowsOf(events: readonly AnyLedgerEvent[]): readonly Escrow[] {
  const settled = settledPeriods(events);
  const gone = new Set(takenOut(events));
  return [...escrowedLines(events).values()]
    .filter(({ id, period }) => !gone.has(id) && !isClosed(events, period))
    .flatMap((line) => {
      const settledAt = settled.get(line.period);
      return settledAt === undefined ? [] : [{ ...line, settledAt }];
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * What of a plan's releases and expired lines is not what the ledger says an earlier plan put into
 * escrow, to the unit, or went back into the carry since; null where all is.
 */
export function escrowFault(
  events: readonly AnyLedgerEvent[],
  { releases, expired }: Pick<Plan, "releases" | "expired">,
): string | null {
  if (releases.length === 0 && expired.length === 0) return null;
  const escrowed = escrowedLines(events);
  const back = new Set(expiredLines(events));
  for (const line of [...releases, ...expired]) {
    const kept = escrowed.get(line.id);
    if (kept === undefined) return `line ${line.id} was never put into escrow`;
    const differs = FIELDS.find((field) => kept[field] !== line[field]);
    if (differs !== undefined)
      return `${differs} of line ${line.id} is ${line[differs]}, and in escrow it is ${kept[differs]}`;
    if (isClosed(events, line.period)) {
      return `line ${line.id} is of ${line.period}, which a re-basing of the ledger closed`;
    }
    if (back.has(line.id)) return `line ${line.id} went back into the carry`;
  }
  return null;
}

const FIELDS = ["member", "domain", "points", "amount", "period", "plan"] as const;

/** Each as the plan has it that first put it there. */
function escrowedLines(events: readonly AnyLedgerEvent[]): ReadonlyMap<string, OwedLine> {
  const plans = new Map(plansOf(events).map(({ digest, plan }) => [digest, plan]));
  const escrowed = new Map<string, OwedLine>();
  for (const { kind, payload } of events) {
    if (kind !== "line_escrowed" || escrowed.has(payload.line_id)) continue;
    const plan = plans.get(payload.digest);
    const line = plan?.lines.find(({ id }) => id === payload.line_id);
    if (plan === undefined || line === undefined) continue;
    const { id, member, domain, points, amount } = line;
    const of = { period: plan.period, plan: payload.digest };
    escrowed.set(id, { id, member, domain, points, amount, ...of });
  }
  return escrowed;
}

/** Lines that were paid or may be, and those that went back. */
function takenOut(events: readonly AnyLedgerEvent[]): readonly string[] {
  const batches = plansOf(events).flatMap(({ digest, plan }) => batchStates(events, digest, plan));
  const taken = batches.filter(({ status }) => status === "paid" || status === "signed");
  return [...taken.flatMap(({ lineIds }) => lineIds), ...expiredLines(events)];
}

function expiredLines(events: readonly AnyLedgerEvent[]): readonly string[] {
  return events.flatMap(({ kind, payload }) => (kind === "escrow_expired" ? payload.line_id : []));
}

function settledPeriods(events: readonly AnyLedgerEvent[]): ReadonlyMap<string, string> {
  const periodOf = new Map(plansOf(events).map(({ digest, plan }) => [digest, plan.period]));
  const settled = new Map<string, string>();
  for (const { kind, payload, at } of events) {
    const period = kind === "distribution_settled" ? periodOf.get(payload.digest) : undefined;
    if (period !== undefined) settled.set(period, at);
  }
  return settled;
}
