import type { AnyLedgerEvent, LedgerEvent } from "../store/events.ts";
import { planDigest } from "./plan-codec.ts";
import { PlanInvalidError } from "./plan-errors.ts";
import { planFromJson } from "./plan-json.ts";
import type { Plan } from "./plan.ts";

export interface ProposedPlan {
  readonly digest: string;
  readonly plan: Plan;
  readonly event: LedgerEvent<"plan_proposed">;
}

/** All plans ever proposed, oldest first, each checked against its digest. */
export function plansOf(events: readonly AnyLedgerEvent[]): readonly ProposedPlan[] {
  return events.filter((event) => event.kind === "plan_proposed").map(proposedPlan);
}

/** The newest revision of a period, whatever became of it; null before the first. */
export function openPlanOf(events: readonly AnyLedgerEvent[], period: string): ProposedPlan | null {
  const newest = events.findLast(
    (event) => event.kind === "plan_proposed" && event.payload.period === period,
  );
  return newest?.kind === "plan_proposed" ? proposedPlan(newest) : null;
}

/** An event never changes, so a plan is read and checked once and not at every look. */
const checked = new Map<string, ProposedPlan>();
const CHECKED_PLANS_MAX = 64;

function proposedPlan(event: LedgerEvent<"plan_proposed">): ProposedPlan {
  const key = `${event.hash} ${event.payload.digest}`;
  const known = checked.get(key);
  if (known !== undefined) return known;
  const plan = planFromJson(event.payload.plan);
  const digest = planDigest(plan);
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
