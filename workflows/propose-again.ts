import type { DistributionActivities, ProposalActivities } from "./activities.ts";
import { TABLES } from "./materialize.ts";
import type { Runtime } from "./runtime.ts";

export interface Replaced {
  readonly period: string;
  /** Of the plan that no longer stands, and whose signatures with it. */
  readonly digest: string;
}

/**
 * Proposes the open plan anew after points may have changed; null where it still says the same.
 *
 * Only one period has an open plan: carry goes from one to the next.
 */
export async function proposeAgain(
  { act, exclusive }: Runtime<ProposalActivities & DistributionActivities>,
  { until, proposer }: { until: string; proposer: string },
): Promise<Replaced | null> {
  const unsettled = await act.unsettledPeriods({ until });
  const open = unsettled.find(({ digest }) => digest !== null);
  if (open === undefined || open.digest === null) return null;
  const { period, digest } = open;
  const proposed = await exclusive(TABLES, () => act.proposePlan({ period, proposer }));
  return proposed === null || proposed.digest === digest ? null : { period, digest };
}
