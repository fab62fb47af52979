import {
  batchStates,
  type BatchState,
} from "../../../warehouse/ledger/distribution/batch-state.ts";
import type { Plan } from "../../../warehouse/ledger/plan/plan.ts";
import { plansOf, predecessorsOf } from "../../../warehouse/ledger/plan/proposed-plans.ts";
import type { LedgerReader } from "../../../warehouse/ledger/store/ledger-reader.ts";
import type { AnyLedgerEvent } from "../../../warehouse/ledger/store/events.ts";
import { base58Bytes } from "../chain/transaction/base58.ts";
import type { ChainPort } from "../chain/port.ts";
import { decodePayout } from "../decode-payout.ts";
import { isSignedBy } from "../evidence.ts";
import { parseMemo } from "../payment-memo.ts";

/** Why the receipts of a plan stay where they are. */
export type ReclaimFault =
  | "other_settler"
  | "unsettled"
  | "batch_open"
  | "attempt_open"
  | "unanchored"
  | "place_not_held";

/** What was found in the place of what is expected; what to do is said by its code. */
export interface Fault {
  readonly code: ReclaimFault;
  readonly found: string;
  readonly expected: string;
}

export interface Settling {
  readonly digest: string;
  readonly plan: Plan;
  readonly batches: readonly BatchState[];
  /** Place in the ledger of the event that settled its month. */
  readonly settledSeq: number;
}

/** Later payments that are looked at: of the newest nearly always the first proves the month. */
const LOOKED_AT_MAX = 64;

/**
 * What the ledger alone says against it: the plan, or a revision of it, must have settled its month,
 * and each batch have ended, so that nobody has anything of it left to pay or void.
 */
export function settlingOf(
  events: readonly AnyLedgerEvent[],
  digest: string,
  settler: string,
): Settling | Fault {
  const plan = plansOf(events).find((one) => one.digest === digest)?.plan;
  if (plan === undefined) throw new Error(`Nobody proposed plan ${digest.slice(0, 12)}.`);
  if (plan.chain.settler !== settler)
    return { code: "other_settler", found: plan.chain.settler, expected: settler };
  const settled = events.find(
    ({ kind, payload }) =>
      kind === "distribution_settled" &&
      predecessorsOf(events, { predecessor: payload.digest }).includes(digest),
  );
  if (settled === undefined)
    return { code: "unsettled", found: plan.period, expected: "distribution_settled" };
  const batches = batchStates(events, digest, plan);
  const open = batches.find(({ status }) => status !== "paid" && status !== "voided");
  if (open !== undefined)
    return { code: "batch_open", found: `${open.batch}: ${open.status}`, expected: "paid, voided" };
  return { digest, plan, batches, settledSeq: settled.seq };
}

/** Nothing that was ever signed of the plan may land any more, whatever its batch came to. */
export function attemptFault({ batches }: Settling, finalHeight: number): Fault | null {
  for (const { batch, attempts } of batches) {
    for (const { attempt, lastValidBlockHeight } of attempts) {
      if (finalHeight > lastValidBlockHeight) continue;
      const found = `batch ${batch}, attempt ${attempt}: ${lastValidBlockHeight}`;
      return { code: "attempt_open", found, expected: `< ${finalHeight}` };
    }
  }
  return null;
}

/**
 * The anchor proves the month: a later payment of another plan, final on the chain and signed by the
 * settler, names a ledger that knew this month as settled. Null where one does.
 */
export async function anchorFault(
  chain: Pick<ChainPort, "transaction">,
  ledger: Pick<LedgerReader, "seqOf">,
  events: readonly AnyLedgerEvent[],
  { plan, settledSeq }: Settling,
): Promise<Fault | null> {
  const { genesis, settler } = plan.chain;
  const others = plansOf(events)
    .filter((one) => one.plan.period !== plan.period)
    .filter((one) => one.plan.chain.genesis === genesis && one.plan.chain.settler === settler);
  const digests = new Set(others.map(({ digest }) => digest));
  const later = events
    .flatMap(({ kind, payload, seq }) =>
      kind === "batch_paid" && seq > settledSeq && digests.has(payload.digest)
        ? payload.signature
        : [],
    )
    .toReversed()
    .slice(0, LOOKED_AT_MAX);
  for (const signature of later) {
    const landed = await chain.transaction(signature);
    if (landed === null || landed.error !== null || landed.wire === null) continue;
    if (!isSignedBy(base58Bytes(settler, 32), landed.wire)) continue;
    const said = parseMemo(decodePayout(landed.wire).memo);
    if (said?.purpose !== "pay" || said.head === null) continue;
    const seq = await ledger.seqOf(said.head);
    if (seq !== null && seq >= settledSeq) return null;
  }
  return { code: "unanchored", found: `${later.length}`, expected: "≥ 1" };
}
