import type { DistributionActivities, SettlementActivities } from "./activities.ts";
import type { Runtime } from "./runtime.ts";

/** Bytes are sent again this often while they may still land: a node may have dropped them. */
const RESEND_AFTER_MS = 2_000;
/** Looks at a window before a person is asked: about an hour. Money is never looped on for ever. */
const LOOKS_PER_WINDOW_MAX = 1_800;

/**
 * Batches that wait for finality together: a block hash lives for half a minute, so that never all
 * of a large plan is signed at once.
 */
const BATCHES_IN_FLIGHT_MAX = 8;

export class BatchUnsettledError extends Error {
  override readonly name = "BatchUnsettledError";
  constructor(digest: string, batch: number, outcome: string) {
    super(
      `Batch ${batch} of plan ${digest.slice(0, 12)} is ${outcome}; expected it to be paid. ` +
        `Look at its attempts with \`vklad distribute --show\`.`,
    );
  }
}

export interface SettleInput {
  readonly digest: string;
  /** Looks that earlier runs spent on the batches that are open now. */
  readonly looked?: number;
}

/** `unfinished`: to be started again, with the looks that this run and earlier ones spent. */
export type Settling = { readonly status: "settled" } | Unfinished;

interface Unfinished {
  readonly status: "unfinished";
  readonly looked: number;
}

/**
 * Pays every batch of an approved plan, then proves on chain that the sums agree.
 *
 * Each activity finds its own finished work in the ledger, so running this again pays nothing twice.
 */
export async function settle(
  runtime: Runtime<DistributionActivities & SettlementActivities>,
  { digest, looked = 0 }: SettleInput,
): Promise<Settling> {
  const { act, note } = runtime;
  // A run that began before the first open batch was told looks at each from the first one on.
  const { batchCount, firstOpenBatch = 0 } = await act.checkSettleable({ digest });
  let spent = looked;
  for (let from = firstOpenBatch; from < batchCount; from += BATCHES_IN_FLIGHT_MAX) {
    note({ step: "settle", item: digest.slice(0, 12), done: from, total: batchCount });
    const to = Math.min(from + BATCHES_IN_FLIGHT_MAX, batchCount);
    const batches = Array.from({ length: to - from }, (_, index) => from + index);
    const unfinished = await settleWindow(runtime, { digest, batches, looked: spent });
    if (unfinished !== null) return unfinished;
    spent = 0;
    if (to < batchCount && runtime.shouldRestart()) return { status: "unfinished", looked: 0 };
  }
  await act.escrowLines({ digest });
  await act.reconcile({ digest });
  note({ step: "settle", item: digest.slice(0, 12), done: batchCount, total: batchCount });
  return { status: "settled" };
}

/** Null once all of these batches are paid. Their looks are counted on across runs. */
async function settleWindow(
  runtime: Runtime<SettlementActivities>,
  window: { readonly digest: string; readonly batches: readonly number[]; readonly looked: number },
): Promise<Unfinished | null> {
  const { digest, batches, looked } = window;
  let open = batches;
  for (let look = looked; look < LOOKS_PER_WINDOW_MAX; look += 1) {
    if (look > looked) {
      if (runtime.shouldRestart()) return { status: "unfinished", looked: look };
      await runtime.sleep(RESEND_AFTER_MS);
    }
    const sent: number[] = [];
    for (const batch of open) if (await isSent(runtime, digest, batch)) sent.push(batch);
    const left: number[] = [];
    for (const batch of sent) if (!(await isPaid(runtime, digest, batch))) left.push(batch);
    if (left.length === 0) return null;
    open = left;
  }
  throw new BatchUnsettledError(digest, open[0] ?? 0, "pending for too long");
}

/** Journalled before it is sent; a live attempt is returned rather than signed anew. */
async function isSent({ act }: Runtime<SettlementActivities>, digest: string, batch: number) {
  const { outcome } = await act.prepareBatch({ digest, batch });
  if (outcome === "paid") return false;
  if (outcome === "signed") await act.sendBatch({ digest, batch });
  return true;
}

async function isPaid({ act }: Runtime<SettlementActivities>, digest: string, batch: number) {
  const { outcome } = await act.observeBatch({ digest, batch });
  if (outcome === "blocked" || outcome === "voided")
    throw new BatchUnsettledError(digest, batch, outcome);
  return outcome === "paid";
}
