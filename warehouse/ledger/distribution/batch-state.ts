import type { AnyLedgerEvent, LedgerPayloads } from "../store/events.ts";
import { payableLines, type Plan } from "../plan/plan.ts";

export interface AttemptState {
  readonly attempt: number;
  readonly purpose: "pay" | "void";
  /** The signed bytes in base64, to be sent again as they are. */
  readonly wire: string;
  readonly signature: string;
  readonly blockhash: string;
  readonly lastValidBlockHeight: number;
  readonly at: string;
  /** `open`: it may still land. */
  readonly status: "open" | "expired" | "failed" | "landed";
}

export interface BatchState {
  readonly batch: number;
  readonly lineIds: readonly string[];
  readonly createsAccounts: boolean;
  /** Base units. */
  readonly amount: bigint;
  /** `signed`: an attempt may still land. `failed`: the last attempt was refused by the chain. */
  readonly status: "planned" | "signed" | "paid" | "voided" | "failed";
  /** Of the transaction that closed the batch; else of the newest attempt. */
  readonly signature: string | null;
  readonly slot: number | null;
  readonly attempts: readonly AttemptState[];
}

type Ending = LedgerPayloads["batch_paid"];

/** How each batch of a plan stands, by the journal alone. */
export function batchStates(
  events: readonly AnyLedgerEvent[],
  digest: string,
  plan: Plan,
): readonly BatchState[] {
  const amounts = amountsOf(plan);
  const attempts = attemptsOf(events, digest);
  const paid = endingsOf(events, digest, "batch_paid");
  const voided = endingsOf(events, digest, "batch_voided");
  return plan.batches.map(({ lineIds, createsAccounts }, batch) => {
    const ending = paid.get(batch) ?? voided.get(batch);
    const tries = [...(attempts.get(batch) ?? new Map<number, AttemptState>()).values()].map(
      (tried) =>
        tried.signature === ending?.signature ? { ...tried, status: "landed" as const } : tried,
    );
    const last = tries.at(-1);
    const isOpen = tries.some(({ status }) => status === "open");
    return {
      batch,
      lineIds,
      createsAccounts,
      amount: amounts[batch] ?? 0n,
      status: paid.has(batch)
        ? "paid"
        : voided.has(batch)
          ? "voided"
          : isOpen
            ? "signed"
            : last?.status === "failed"
              ? "failed"
              : "planned",
      signature: ending?.signature ?? last?.signature ?? null,
      slot: ending?.slot ?? null,
      attempts: tries,
    };
  });
}

/** A plan never changes, and its batches are looked at again for each step of each of them. */
const known = new WeakMap<Plan, readonly bigint[]>();

function amountsOf(plan: Plan): readonly bigint[] {
  const found = known.get(plan);
  if (found !== undefined) return found;
  const amountOf = new Map(payableLines(plan).map(({ id, amount }) => [id, amount]));
  const amounts = plan.batches.map(({ lineIds }) =>
    lineIds.reduce((total, id) => total + (amountOf.get(id) ?? 0n), 0n),
  );
  known.set(plan, amounts);
  return amounts;
}

function attemptsOf(events: readonly AnyLedgerEvent[], digest: string) {
  const byBatch = new Map<number, Map<number, AttemptState>>();
  for (const { kind, payload, at } of events) {
    if (kind === "attempt_signed" && payload.digest === digest) {
      const { batch, attempt, purpose, wire, signature, blockhash } = payload;
      const signed: AttemptState = {
        attempt,
        purpose,
        wire,
        signature,
        blockhash,
        at,
        status: "open",
        lastValidBlockHeight: payload.last_valid_block_height,
      };
      byBatch.set(batch, (byBatch.get(batch) ?? new Map()).set(attempt, signed));
    } else if (
      (kind === "attempt_expired" || kind === "attempt_failed") &&
      payload.digest === digest
    ) {
      const attempts = byBatch.get(payload.batch);
      const signed = attempts?.get(payload.attempt);
      const status = kind === "attempt_expired" ? "expired" : "failed";
      if (signed !== undefined) attempts?.set(payload.attempt, { ...signed, status });
    }
  }
  return byBatch;
}

function endingsOf(
  events: readonly AnyLedgerEvent[],
  digest: string,
  wanted: "batch_paid" | "batch_voided",
): ReadonlyMap<number, Ending> {
  const endings = new Map<number, Ending>();
  for (const { kind, payload } of events) {
    if (kind !== wanted || payload.digest !== digest) continue;
    if (!endings.has(payload.batch)) endings.set(payload.batch, payload);
  }
  return endings;
}
