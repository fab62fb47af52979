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

/**
 * Pays every batch of an approved plan, then proves on chain that the sums agree.
 *
 * Each activity finds its own finished work in the ledger, so running this again pays nothing twice.
 */
export async function settle(
  runtime: Runtime<DistributionActivities & SettlementActivities>,
  { digest }: { digest: string },
): Promise<void> {
  const { act, note } = runtime;
  const { batchCount } = await act.checkSettleable({ digest });
  for (let from = 0; from < batchCount; from += BATCHES_IN_FLIGHT_MAX) {
    note({ step: "settle", item: digest.slice(0, 12), done: from, total: batchCount });
    const to = Math.min(from + BATCHES_IN_FLIGHT_MAX, batchCount);
    await settleWindow(
      runtime,
      digest,
      Array.from({ length: to - from }, (_, index) => from + index),
    );
  }
  await act.escrowLines({ digest });
  await act.reconcile({ digest });
  note({ step: "settle", item: digest.slice(0, 12), done: batchCount, total: batchCount });
}

async function settleWindow(
  runtime: Runtime<SettlementActivities>,
  digest: string,
  batches: readonly number[],
): Promise<void> {
  let open = batches;
  for (let look = 0; look < LOOKS_PER_WINDOW_MAX; look += 1) {
    if (look > 0) await runtime.sleep(RESEND_AFTER_MS);
    const sent: number[] = [];
    for (const batch of open) if (await isSent(runtime, digest, batch)) sent.push(batch);
    const left: number[] = [];
    for (const batch of sent) if (!(await isPaid(runtime, digest, batch))) left.push(batch);
    if (left.length === 0) return;
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
