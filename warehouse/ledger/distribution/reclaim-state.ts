import type { AnyLedgerEvent, LedgerPayloads } from "../store/events.ts";
import { foldedOnce } from "../store/folded-once.ts";

/** Bytes that take receipts back. */
export interface ReclaimAttempt {
  readonly attempt: number;
  readonly batches: readonly number[];
  readonly lamports: bigint;
  /** In base64. */
  readonly wire: string;
  readonly signature: string;
  readonly lastValidBlockHeight: number;
  readonly status: "open" | LedgerPayloads["reclaim_ended"]["outcome"];
}

/** How far the receipts of a plan are taken back, by the ledger alone. */
export interface ReclaimState {
  /** Null: it is not closed, and nothing of it may be taken back. */
  readonly closed: LedgerPayloads["plan_closed"] | null;
  readonly attempts: readonly ReclaimAttempt[];
  /** Of receipts that were taken back. */
  readonly reclaimedLamports: bigint;
}

export function reclaimState(events: readonly AnyLedgerEvent[], digest: string): ReclaimState {
  return statesOf(events).get(digest) ?? { closed: null, attempts: [], reclaimedLamports: 0n };
}

const statesOf = foldedOnce((events): ReadonlyMap<string, ReclaimState> => {
  const states = new Map<string, ReclaimState>();
  const change = (digest: string, to: (state: ReclaimState) => Partial<ReclaimState>) => {
    const state = states.get(digest) ?? { closed: null, attempts: [], reclaimedLamports: 0n };
    states.set(digest, { ...state, ...to(state) });
  };
  for (const { kind, payload } of events) {
    if (kind === "plan_closed") change(payload.digest, () => ({ closed: payload }));
    else if (kind === "reclaim_signed")
      change(payload.digest, ({ attempts }) => ({ attempts: [...attempts, attemptOf(payload)] }));
    else if (kind === "reclaim_ended")
      change(payload.digest, ({ attempts, reclaimedLamports }) => {
        const ended = attempts.find(({ attempt }) => attempt === payload.attempt);
        const landed = payload.outcome === "landed" ? (ended?.lamports ?? 0n) : 0n;
        return {
          reclaimedLamports: reclaimedLamports + landed,
          attempts: attempts.map((one) =>
            one === ended ? { ...one, status: payload.outcome } : one,
          ),
        };
      });
  }
  return states;
});

function attemptOf(payload: LedgerPayloads["reclaim_signed"]): ReclaimAttempt {
  const { attempt, batches, lamports, wire, signature } = payload;
  const lastValidBlockHeight = payload.last_valid_block_height;
  return {
    attempt,
    batches,
    wire,
    signature,
    lastValidBlockHeight,
    lamports: BigInt(lamports),
    status: "open",
  };
}
