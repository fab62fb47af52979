import { batchStates, type BatchState } from "../../warehouse/ledger/distribution/batch-state.ts";
import {
  distributionState,
  type DistributionState,
} from "../../warehouse/ledger/distribution/distribution-state.ts";
import {
  changedLines,
  WALLET_CHANGED,
} from "../../warehouse/ledger/distribution/changed-wallets.ts";
import { openConcerning } from "../../warehouse/ledger/distribution/concerning.ts";
import { reclaimState } from "../../warehouse/ledger/distribution/reclaim-state.ts";
import { lastAllowance } from "../../warehouse/ledger/distribution/allowances.ts";
import { steeringOf } from "../../warehouse/ledger/distribution/steering.ts";
import { stopOf } from "../../warehouse/ledger/distribution/stops.ts";
import { LedgerConflictError } from "../../warehouse/ledger/store/errors.ts";
import type { AnyLedgerEvent, LedgerPayloads } from "../../warehouse/ledger/store/events.ts";
import type { Ledger } from "../../warehouse/ledger/store/ledger.ts";
import { plansOf, type ProposedPlan } from "../../warehouse/ledger/plan/proposed-plans.ts";
import { SettlementRefusedError, voidHint } from "./errors.ts";
import { closingOf, closingSalt } from "./mark.ts";
import { payoutsOf, receiptAddress, type Payout } from "./payout.ts";
import type { BadLine } from "./settleable.ts";
import type { OwedLine } from "../../warehouse/ledger/plan/plan.ts";
import { saltedBy, type Signer } from "./signer/port.ts";

/** All that settling writes. */
type SettlementKind =
  | "attempt_signed"
  | "attempt_expired"
  | "attempt_failed"
  | "batch_paid"
  | "batch_voided"
  | "foreign_transfer_found"
  | "line_set_aside"
  | "plan_closed"
  | "reclaim_ended";

export interface BatchInHand {
  readonly state: BatchState;
  readonly payout: Payout;
  /** The mark of its plan: where it stands, nothing of the plan is signed any more. */
  readonly closing: string;
  /** Of the chain on which it is paid. */
  readonly genesis: string;
}

export type Journal = ReturnType<typeof openJournal>;

/** What settling reads from the ledger and writes to it. Plans never change, so they are kept. */
export function openJournal(
  ledger: Pick<Ledger, "append" | "appendAll" | "head" | "read">,
  signer: Signer,
  clock: { now(): number },
) {
  const concerning = openConcerning();
  const plans = new Map<
    string,
    ProposedPlan & { payout: (batch: number) => Payout; closing: Payout }
  >();

  /** What a step of one batch looks at: plans that are over make it no slower. */
  async function about(digest: string): Promise<readonly AnyLedgerEvent[]> {
    return concerning(await ledger.read(), digest);
  }

  async function planOf(digest: string) {
    const known = plans.get(digest);
    if (known !== undefined) return known;
    const proposed = plansOf(await about(digest)).find((candidate) => candidate.digest === digest);
    if (proposed === undefined) throw new SettlementRefusedError(digest, "nobody proposed it.");
    const { plan } = proposed;
    const salted = await saltedBy(signer, digest);
    const closing = closingOf(plan, digest, await saltedBy(signer, closingSalt(digest)));
    const made = { ...proposed, payout: payoutsOf(plan, digest, salted), closing };
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
    // What is wholly paid is only to be closed, whoever is on the committee by now.
    if (state.mayPay || state.status === "settled" || isPaidOut(state)) return state;
    const { approvals, plan, status, needed } = state;
    const way = state.blocksRevision && !isStopped(state) ? ` Else ${voidHint(plan.period)}` : "";
    throw new SettlementRefusedError(
      digest,
      `it is ${status}; ${approvals.length} of ${needed} approvals count, ` +
        `and it expires at ${plan.expiresAt}.${way}`,
      "not_payable",
    );
  }

  /** What people asked of it. */
  async function steered(digest: string) {
    return steeringOf(await about(digest), await planOf(digest));
  }

  async function note<K extends Exclude<SettlementKind, "attempt_signed">>(
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
  }

  return {
    planOf,
    stateOf,
    payable,
    about,
    everything: async () => await ledger.read(),

    /** The hash of the newest event. */
    async head(): Promise<string> {
      const head = await ledger.head();
      if (head === null) throw new Error("The ledger is empty, and a plan of it is to be paid.");
      return head.hash;
    },

    /** Whether somebody holds the plan or asked to void it: then nothing new is signed. */
    async isStopped(digest: string): Promise<boolean> {
      const { hold, voidAsked } = await steered(digest);
      return hold !== null || voidAsked !== null;
    },

    async isVoidAsked(digest: string): Promise<boolean> {
      return (await steered(digest)).voidAsked !== null;
    },

    /** A revision keeps what these lines pay in escrow, or pays it elsewhere. */
    async setAside(digest: string, lines: readonly BadLine[]): Promise<void> {
      for (const { lineId, reason } of lines)
        await note("line_set_aside", { digest, line_id: lineId, reason }, `${digest}:${lineId}`);
    },

    async batch(digest: string, batch: number): Promise<BatchInHand> {
      const { plan, payout, closing } = await planOf(digest);
      const state = batchStates(await about(digest), digest, plan)[batch];
      if (state === undefined) {
        throw new SettlementRefusedError(
          digest,
          `it has ${plan.batches.length} batches, no ${batch}.`,
        );
      }
      const { genesis } = plan.chain;
      return { state, payout: payout(batch), closing: receiptAddress(closing), genesis };
    },

    /** False when another process has written the same attempt first: then its bytes count. */
    async signed(payload: LedgerPayloads["attempt_signed"]): Promise<boolean> {
      const { digest, batch, attempt, purpose } = payload;
      try {
        await ledger.append("attempt_signed", payload, {
          actor: "settler",
          uniqueKey: `attempt_signed:${digest}:${batch}:${attempt}`,
          // Asked under the write lock: an approval voided a moment ago still stops the payment.
          ...(purpose === "pay"
            ? {
                guard(all) {
                  const events = concerning(all, digest);
                  assertNoneOpen(payable(events, digest), batch);
                  assertUnmoved(events, stateOf(events, digest), batch);
                },
              }
            : {}),
        });
        return true;
      } catch (error) {
        if (error instanceof LedgerConflictError) return false;
        throw error;
      }
    },

    /** The same of what takes receipts back. */
    async reclaimSigned(payload: LedgerPayloads["reclaim_signed"]): Promise<boolean> {
      const { digest, attempt, batches } = payload;
      try {
        await ledger.append("reclaim_signed", payload, {
          actor: "settler",
          uniqueKey: `reclaim_signed:${digest}:${attempt}`,
          guard: (events) => assertClosed(events, digest, batches),
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

    note,

    /** What the treasury allows, where it is not what was seen last. */
    async allowanceSeen(digest: string, treasury: string, amount: bigint): Promise<void> {
      const last = lastAllowance(await ledger.read(), treasury);
      const isKnown = last?.digest === digest && last.amount_base_units === `${amount}`;
      if (isKnown || (last === null && amount === 0n)) return;
      const payload = { digest, treasury, amount_base_units: `${amount}` };
      await ledger.append("allowance_seen", payload, { actor: "settler" });
    },

    /** Closes the distribution, and with it takes back what was owed for too long: both or neither. */
    async settled(
      settled: LedgerPayloads["distribution_settled"],
      expired: readonly OwedLine[],
    ): Promise<void> {
      const { digest } = settled;
      const by = { actor: "settler" };
      try {
        await ledger.appendAll([
          ...expired.map(({ id, amount, period }) => ({
            ...by,
            kind: "escrow_expired" as const,
            payload: {
              digest,
              line_id: id,
              amount_base_units: `${amount}`,
              reason: `Owed since the distribution of ${period}, for longer than is kept.`,
            },
            uniqueKey: `escrow_expired:${id}`,
          })),
          {
            ...by,
            kind: "distribution_settled",
            payload: settled,
            uniqueKey: `distribution_settled:${digest}`,
          },
        ]);
      } catch (error) {
        // Two observers word the same fact differently: the first one's words stay.
        if (!(error instanceof LedgerConflictError)) throw error;
      }
    },
  };
}

/** One live payment a batch: the next is signed once it is proven that the last can never land. */
function assertNoneOpen({ digest, batches }: DistributionState, batch: number): void {
  const open = batches[batch]?.attempts.find(({ status }) => status === "open");
  if (open === undefined) return;
  throw new Error(
    `Batch ${batch} of plan ${digest.slice(0, 12)} has attempt ${open.attempt}, which may still ` +
      "land: another payment of it is not written down. Observe the batch to its end first.",
  );
}

/** A wallet that is linked while its batch is being signed still takes its line out. */
function assertUnmoved(
  events: readonly AnyLedgerEvent[],
  { digest, plan }: DistributionState,
  batch: number,
): void {
  const changed = changedLines(events, { digest, plan });
  const line = plan.batches[batch]?.lineIds.find((id) => changed.has(id));
  if (line === undefined) return;
  throw new SettlementRefusedError(digest, `of line ${line} ${WALLET_CHANGED}.`);
}

/** Asked under the write lock: no receipt is taken that may be needed, and none by two at a time. */
function assertClosed(
  events: readonly AnyLedgerEvent[],
  digest: string,
  batches: readonly number[],
): void {
  const { closed, attempts } = reclaimState(events, digest);
  const other = attempts.find(
    (one) => one.status === "open" && one.batches.some((batch) => batches.includes(batch)),
  );
  if (closed !== null && other === undefined) return;
  throw new Error(
    closed === null
      ? `Plan ${digest.slice(0, 12)} is not closed: none of its receipts is taken back.`
      : `Attempt ${other?.attempt} takes receipts of plan ${digest.slice(0, 12)} back: wait for its end.`,
  );
}

function isPaidOut({ batches }: DistributionState): boolean {
  return batches.length > 0 && batches.every(({ status }) => status === "paid");
}

function isStopped({ hold, voidAsked }: DistributionState): boolean {
  return hold !== null || voidAsked !== null;
}
