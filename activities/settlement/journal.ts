import { batchStates, type BatchState } from "../../warehouse/ledger/distribution/batch-state.ts";
import {
  distributionState,
  type DistributionState,
} from "../../warehouse/ledger/distribution/distribution-state.ts";
import { stopOf } from "../../warehouse/ledger/distribution/stops.ts";
import { LedgerConflictError } from "../../warehouse/ledger/store/errors.ts";
import type { AnyLedgerEvent, LedgerPayloads } from "../../warehouse/ledger/store/events.ts";
import type { Ledger } from "../../warehouse/ledger/store/ledger.ts";
import { plansOf } from "../../warehouse/ledger/plan/proposed-plans.ts";
import { SettlementRefusedError } from "./errors.ts";
import { payoutsOf, type Payout } from "./payout.ts";
import type { Settler } from "./chain/settler-key.ts";

const ATTEMPT_KINDS = [
  "attempt_signed",
  "attempt_expired",
  "attempt_failed",
  "batch_paid",
  "batch_voided",
] as const;

/** All that settling writes. */
type SettlementKind =
  | (typeof ATTEMPT_KINDS)[number]
  | "distribution_settled"
  | "foreign_transfer_found"
  | "line_set_aside";

export interface BatchInHand {
  readonly state: BatchState;
  readonly payout: Payout;
  /** Of the chain on which it is paid. */
  readonly genesis: string;
}

export type Journal = ReturnType<typeof openJournal>;

/** What settling reads from the ledger and writes to it. Plans never change, so they are kept. */
export function openJournal(
  ledger: Pick<Ledger, "append" | "head" | "read">,
  settler: Settler,
  clock: { now(): number },
) {
  const plans = new Map<
    string,
    { plan: DistributionState["plan"]; payout: (batch: number) => Payout }
  >();

  async function planOf(digest: string) {
    const known = plans.get(digest);
    if (known !== undefined) return known;
    const proposed = plansOf(await ledger.read({ kinds: ["plan_proposed"] })).find(
      (candidate) => candidate.digest === digest,
    );
    if (proposed === undefined) throw new SettlementRefusedError(digest, "nobody proposed it.");
    const made = { plan: proposed.plan, payout: payoutsOf(proposed.plan, digest, settler) };
    plans.set(digest, made);
    return made;
  }

  function stateOf(events: readonly AnyLedgerEvent[], digest: string): DistributionState {
    const state = distributionState(events, digest, new Date(clock.now()));
    if (state === null) throw new SettlementRefusedError(digest, "nobody proposed it.");
    return state;
  }

  /** The plan's state, or a refusal that says why it may not be paid now. */
  function payable(events: readonly AnyLedgerEvent[], digest: string): DistributionState {
    const state = stateOf(events, digest);
    if (!state.mayPay && state.status !== "settled") {
      const { approvals, plan, status } = state;
      throw new SettlementRefusedError(
        digest,
        `it is ${status}; ${approvals.length} of ${plan.committee.threshold} approvals count, ` +
          `and it expires at ${plan.expiresAt}.`,
        "not_payable",
      );
    }
    return state;
  }

  return {
    planOf,
    stateOf,
    payable,
    everything: async () => await ledger.read(),

    /** The hash of the newest event. */
    async head(): Promise<string> {
      const head = await ledger.head();
      if (head === null) throw new Error("The ledger is empty, and a plan of it is to be paid.");
      return head.hash;
    },

    async batch(digest: string, batch: number): Promise<BatchInHand> {
      const { plan, payout } = await planOf(digest);
      const events = await ledger.read({ kinds: ATTEMPT_KINDS });
      const state = batchStates(events, digest, plan)[batch];
      if (state === undefined) {
        throw new SettlementRefusedError(
          digest,
          `it has ${plan.batches.length} batches, no ${batch}.`,
        );
      }
      return { state, payout: payout(batch), genesis: plan.chain.genesis };
    },

    /** False when another process has written the same attempt first: then its bytes count. */
    async signed(payload: LedgerPayloads["attempt_signed"]): Promise<boolean> {
      const { digest, batch, attempt, purpose } = payload;
      try {
        await ledger.append("attempt_signed", payload, {
          actor: "settler",
          uniqueKey: `attempt_signed:${digest}:${batch}:${attempt}`,
          // Asked under the write lock: an approval voided a moment ago still stops the payment.
          ...(purpose === "pay" ? { guard: (events) => void payable(events, digest) } : {}),
        });
        return true;
      } catch (error) {
        if (error instanceof LedgerConflictError) return false;
        throw error;
      }
    },

    /** Told once, however often it is tried in between; not of a plan that nobody proposed. */
    async stopped(digest: string, code: string, found: string): Promise<void> {
      const events = await ledger.read();
      const isProposed = plansOf(events).some((plan) => plan.digest === digest);
      const last = stopOf(events, digest);
      if (!isProposed || (last?.code === code && last.found === found)) return;
      await ledger.append("distribution_stopped", { digest, code, found }, { actor: "settler" });
    },

    async note<K extends Exclude<SettlementKind, "attempt_signed">>(
      kind: K,
      payload: LedgerPayloads[K],
      key: string,
    ): Promise<void> {
      try {
        await ledger.append(kind, payload, { actor: "settler", uniqueKey: `${kind}:${key}` });
      } catch (error) {
        // Two observers word the same fact differently: the first one's words stay.
        if (!(error instanceof LedgerConflictError)) throw error;
      }
    },
  };
}
