import type {
  DistributionActivities,
  ProposalActivities,
  SettlementActivities,
} from "./activities.ts";
import { TABLES } from "./materialize.ts";
import type { Runtime } from "./runtime.ts";
import { settle, voidOpen } from "./settle.ts";

/** The ledger is read again at least this often, should a doorbell be lost. */
const LOOK_AGAIN_MS = 60 * 60_000;
/** A month of hourly looks: past it the run ends and the schedule starts the next one. */
const LOOKS_MAX = 24 * 40;

export interface DistributeInput {
  /** A calendar month: `2026-09`. */
  readonly period: string;
  /** Account key of the person who proposes. */
  readonly proposer: string;
  /** Looks that earlier runs spent on the batches that are open now: `Distributed` says how many. */
  readonly looked?: number;
}

export interface Distributed {
  readonly digest: string | null;
  /** `waiting`, `unfinished`: nothing is wrong; started again it goes on where it stopped. */
  readonly status:
    | "nothing"
    | "settled"
    | "superseded"
    | "expired"
    | "voided"
    | "revising"
    | "waiting"
    | "unfinished";
  /** With `unfinished`: to be given to the next run, so that money is not looped on for ever. */
  readonly looked?: number;
}

/** The doorbell that is rung once somebody has signed or steered, or the plan was replaced. */
export const approvalKey = (digest: string) => `approval:${digest}`;

/** Proposes a period's plan, waits for k of n signatures and settles it once, or voids it. */
export async function distribute(
  runtime: Runtime<ProposalActivities & DistributionActivities & SettlementActivities>,
  { period, proposer, looked = 0 }: DistributeInput,
): Promise<Distributed> {
  const { act, now, wait, note, exclusive, shouldRestart, isSince } = runtime;
  const proposed = await exclusive(TABLES, () => act.proposePlan({ period, proposer }));
  if (proposed === null) return { digest: null, status: "nothing" };
  const { digest } = proposed;
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const state = await act.readDistribution({ digest });
    note({
      step: "approve",
      item: period,
      done: state.approvalCount,
      total: state.threshold,
    });
    const { status, batchCount } = state;
    if (status === "voiding") {
      return { digest, ...(await voidOpen(runtime, { digest, batchCount, looked })) };
    }
    if (status === "approved" || status === "settling") {
      // Signatures are gathered for days: what they were given for is read again.
      const isToCheck = status === "approved" && isSince("inputs are read before they are paid");
      if (isToCheck && !(await act.checkInputs({ digest })).isWhole) continue;
      const settling = await settle(runtime, { digest, looked });
      // Held or to be voided since it was read: that is read now.
      const { status: came } = settling;
      if (came === "stopped") continue;
      return came === "unfinished" ? { digest, ...settling } : { digest, status: came };
    }
    if (status !== "open" && status !== "held" && status !== "objection") return { digest, status };
    if (look > 0 && shouldRestart()) return { digest, status: "waiting" };
    // Time ends a plan that waits for signatures and lets one go on that waits for objections; none
    // that is held while it is paid.
    const until = status === "objection" ? state.payableFrom : state.expiresAt;
    const left = status === "held" ? LOOK_AGAIN_MS : Date.parse(until ?? "") - now();
    await wait(approvalKey(digest), Math.max(1, Math.min(LOOK_AGAIN_MS, left)));
  }
  return { digest, status: "waiting" };
}
