import type { AnyLedgerEvent, LedgerEvent } from "../store/events.ts";
import { foldedOnce } from "../store/folded-once.ts";
import { sha256Hex } from "./bytes.ts";
import { encodePlan, planDigest } from "./plan-codec.ts";
import { PlanInvalidError } from "./plan-errors.ts";
import { planFromJson } from "./plan-json.ts";
import type { Plan } from "./plan.ts";

export interface ProposedPlan {
  readonly digest: string;
  readonly plan: Plan;
  readonly event: PlanEvent;
}

/** What brings a plan into the ledger: proposing it, or finding it again after a loss. */
export const PLAN_KINDS = ["plan_proposed", "plan_adopted"] as const;

type PlanEvent = LedgerEvent<"plan_proposed"> | LedgerEvent<"plan_adopted">;

/** All plans ever proposed or adopted, oldest first, each checked against its digest. */
export const plansOf = foldedOnce((events: readonly AnyLedgerEvent[]): readonly ProposedPlan[] =>
  events.filter(isPlan).map(proposedPlan),
);

/** The digests of all that a plan revises, newest first, as far as the ledger knows them. */
export function predecessorsOf(
  events: readonly AnyLedgerEvent[],
  { predecessor }: Pick<Plan, "predecessor">,
): readonly string[] {
  const plans = new Map(plansOf(events).map(({ digest, plan }) => [digest, plan]));
  const line: string[] = [];
  // A ledger that somebody wrote by hand may lead round in a circle.
  for (let next = predecessor; next !== null && !line.includes(next);) {
    line.push(next);
    next = plans.get(next)?.predecessor ?? null;
  }
  return line;
}

/** The newest revision of a period, whatever became of it; null before the first. */
export function openPlanOf(events: readonly AnyLedgerEvent[], period: string): ProposedPlan | null {
  const newest = events.filter(isPlan).findLast(({ payload }) => payload.period === period);
  return newest === undefined ? null : proposedPlan(newest);
}

export function isPlan(event: AnyLedgerEvent): event is PlanEvent & AnyLedgerEvent {
  return event.kind === "plan_proposed" || event.kind === "plan_adopted";
}

/** An event never changes, so a plan is read and checked once and not at every look. */
const checked = new Map<string, ProposedPlan>();
const CHECKED_PLANS_MAX = 64;

function proposedPlan(event: PlanEvent): ProposedPlan {
  const key = `${event.hash} ${event.payload.digest}`;
  const known = checked.get(key);
  if (known !== undefined) return known;
  const plan = planFromJson(event.payload.plan);
  const isWhole = event.kind === "plan_proposed";
  const digest = isWhole ? planDigest(plan) : sha256Hex(encodePlan(plan));
  if (digest !== event.payload.digest) {
    throw new PlanInvalidError(
      `event ${event.seq} says digest ${event.payload.digest}, its plan gives ${digest}`,
    );
  }
  const proposed = { digest, plan, event };
  const [oldest] = checked.keys();
  if (checked.size >= CHECKED_PLANS_MAX && oldest !== undefined) checked.delete(oldest);
  checked.set(key, proposed);
  return proposed;
}
