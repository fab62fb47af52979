import type { PlanJson } from "../plan/plan-json.ts";
import { isPlan } from "../plan/proposed-plans.ts";
import type { AnyLedgerEvent, LedgerKind } from "../store/events.ts";

/** Of these a plan has as many as it has batches or lines; few of the others name one. */
const OF_ONE_PLAN: ReadonlySet<LedgerKind> = new Set([
  "plan_proposed",
  "plan_approved",
  "attempt_signed",
  "attempt_expired",
  "attempt_failed",
  "batch_paid",
  "batch_voided",
  "line_escrowed",
]);

/**
 * Events without those of plans that are over and have nothing to do with this one: of it
 * `distributionState`, `assertAlone` and all that a payment asks say the same by these as by all.
 *
 * What is over: settled, with no payment on its way. What has nothing to do with it: of another
 * month, named by it nowhere, and without a line that this one has as well. A plan that was adopted
 * is never left out: nobody looked at its lines when it was proposed.
 */
type Concerning = (events: readonly AnyLedgerEvent[], digest: string) => readonly AnyLedgerEvent[];

interface View {
  readonly of: readonly AnyLedgerEvent[];
  readonly events: readonly AnyLedgerEvent[];
  /** Digests of plans of which it has none of these kinds. */
  readonly apart: ReadonlySet<string>;
}

/** Of plans that are kept: one is paid at a time. */
const KEPT_VIEWS_MAX = 4;

/** Remembers what it left out, so that only what was appended since is looked through. */
export function openConcerning(): Concerning {
  const views = new Map<string, View>();
  return (events, digest) => {
    const last = views.get(digest);
    if (last?.of === events && Object.isFrozen(events)) return last.events;
    const view = extended(last, events) ?? madeOf(events, digest);
    const [oldest] = views.keys();
    if (last === undefined && views.size >= KEPT_VIEWS_MAX && oldest !== undefined)
      views.delete(oldest);
    views.set(digest, view);
    return view.events;
  };
}

type PlanPayload = Extract<AnyLedgerEvent, { kind: "plan_proposed" | "plan_adopted" }>["payload"];

function madeOf(events: readonly AnyLedgerEvent[], digest: string): View {
  const plans = events.filter(isPlan);
  const own = plans.find(({ payload }) => payload.digest === digest)?.payload;
  const apart = own === undefined ? new Set<string>() : overPlans(events);
  const isApart = own === undefined ? () => false : apartFrom(own);
  for (const { kind, payload } of plans)
    if (kind === "plan_adopted" || !isApart(payload)) apart.delete(payload.digest);
  return { of: events, apart, events: without(events, apart, Object.isFrozen(events)) };
}

/** Null where it is to be made anew: it was of other events, or what came may change what is over. */
function extended(last: View | undefined, events: readonly AnyLedgerEvent[]): View | null {
  if (last === undefined || !Object.isFrozen(last.of) || !Object.isFrozen(events)) return null;
  const { of, apart } = last;
  // An erasing moves all that follows, so that the last one is elsewhere.
  if (of.length === 0 || events[of.length - 1] !== of.at(-1)) return null;
  const fresh = events.slice(of.length);
  const changes = (event: AnyLedgerEvent) =>
    isPlan(event) ||
    event.kind === "distribution_settled" ||
    (event.kind === "attempt_signed" && apart.has(event.payload.digest));
  if (fresh.some(changes)) return null;
  const all = [...last.events, ...without(fresh, apart, false)];
  return { of: events, apart, events: Object.freeze(all) };
}

/** Frozen like what it is taken from: then what is folded from it is folded once. */
function without(
  events: readonly AnyLedgerEvent[],
  apart: ReadonlySet<string>,
  isFrozen: boolean,
): readonly AnyLedgerEvent[] {
  const left = events.filter(
    ({ kind, payload }) =>
      !(OF_ONE_PLAN.has(kind) && "digest" in payload && apart.has(payload.digest)),
  );
  return isFrozen ? Object.freeze(left) : left;
}

/** Digests of settled plans none of whose payments may still land. */
function overPlans(events: readonly AnyLedgerEvent[]): Set<string> {
  const settled = new Set<string>();
  const open = new Map<string, Set<number>>();
  for (const { kind, payload } of events) {
    if (kind === "distribution_settled") settled.add(payload.digest);
    else if (kind === "attempt_signed")
      open.set(payload.digest, (open.get(payload.digest) ?? new Set()).add(payload.batch));
  }
  for (const { kind, payload } of events)
    if (kind === "batch_paid" || kind === "batch_voided")
      open.get(payload.digest)?.delete(payload.batch);
  for (const [digest, batches] of open) if (batches.size > 0) settled.delete(digest);
  return settled;
}

/** Payloads never change: two plans are compared once. */
const compared = new WeakMap<PlanPayload, (other: PlanPayload) => boolean>();

/** Whether another plan has nothing to do with this one. */
function apartFrom(own: PlanPayload): (other: PlanPayload) => boolean {
  const known = compared.get(own);
  if (known !== undefined) return known;
  const named = namedBy(own);
  const lines = new Set(linesOf(own));
  const found = new WeakMap<PlanPayload, boolean>();
  const isApart = (other: PlanPayload): boolean => {
    const isSo =
      found.get(other) ??
      (own.digest !== other.digest &&
        own.period !== other.period &&
        !named.has(other.digest) &&
        !linesOf(other).some((id) => lines.has(id)));
    found.set(other, isSo);
    return isSo;
  };
  compared.set(own, isApart);
  return isApart;
}

/** The plans that a plan says it comes after, or has lines of. */
function namedBy({ plan }: PlanPayload): ReadonlySet<string | null> {
  const { predecessor, releases = [], expired = [] } = plan as PlanJson;
  return new Set([predecessor, ...[...releases, ...expired].map((line) => line.plan)]);
}

/** Ids of all lines that a plan says anything of. */
function linesOf({ plan }: PlanPayload): readonly string[] {
  const { lines, batches, releases = [], expired = [], withheld = [] } = plan as PlanJson;
  const ids = [...lines, ...releases, ...expired, ...withheld].map(({ line_id }) => line_id);
  return [...ids, ...batches.flatMap(({ line_ids }) => line_ids)];
}
