import type {
  DistributionActivities,
  ProposalActivities,
  SettlementActivities,
} from "./activities.ts";
import { TABLES } from "./materialize.ts";
import type { Runtime } from "./runtime.ts";
import { settle } from "./settle.ts";

/** The ledger is read again at least this often, should a doorbell be lost. */
const LOOK_AGAIN_MS = 60 * 60_000;
/** A month of hourly looks: past it the run ends and the schedule starts the next one. */
const LOOKS_MAX = 24 * 40;

export interface DistributeInput {
  /** A calendar month: `2026-09`. */
  readonly period: string;
  /** Account key of the person who proposes. */
  readonly proposer: string;
}

export interface Distributed {
  readonly digest: string | null;
  readonly status: "nothing" | "settled" | "superseded" | "expired" | "voided" | "waiting";
}

/** The doorbell that the gateway rings once somebody has signed, or the plan was replaced. */
export const approvalKey = (digest: string) => `approval:${digest}`;

/** Proposes a period's plan, waits for k of n signatures and settles it once. */
export async function distribute(
  runtime: Runtime<ProposalActivities & DistributionActivities & SettlementActivities>,
  input: DistributeInput,
): Promise<Distributed> {
  const { act, now, wait, note, exclusive } = runtime;
  const proposed = await exclusive(TABLES, () => act.proposePlan(input));
  if (proposed === null) return { digest: null, status: "nothing" };
  const { digest } = proposed;
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const state = await act.readDistribution({ digest });
    note({
      step: "approve",
      item: input.period,
      done: state.approvalCount,
      total: state.threshold,
    });
    if (state.status === "approved" || state.status === "settling") {
      await settle(runtime, { digest });
      return { digest, status: "settled" };
    }
    if (state.status !== "open") return { digest, status: state.status };
    const left = Date.parse(state.expiresAt) - now();
    await wait(approvalKey(digest), Math.max(1, Math.min(LOOK_AGAIN_MS, left)));
  }
  return { digest, status: "waiting" };
}
