import type { DistributionActivities, SettlementActivities } from "./activities.ts";
import type { Runtime } from "./runtime.ts";

/** Bytes are sent again this often while they may still land: `research/solana.md` §4.2. */
const RESEND_AFTER_MS = 2_000;
/** Looks at one batch before a person is asked: about an hour. Money is never looped on for ever. */
const LOOKS_PER_BATCH_MAX = 1_800;

export class BatchUnsettledError extends Error {
  override readonly name = "BatchUnsettledError";
  constructor(digest: string, batch: number, outcome: string) {
    super(
      `Batch ${batch} of plan ${digest.slice(0, 12)} is ${outcome}; expected it to be paid. ` +
        `Look at its attempts with \`vklad distribute --show ${digest.slice(0, 12)}\`.`,
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
  for (let batch = 0; batch < batchCount; batch += 1) {
    note({ step: "settle", item: digest.slice(0, 12), done: batch, total: batchCount });
    await settleBatch(runtime, digest, batch);
  }
  await act.escrowLines({ digest });
  await act.reconcile({ digest });
  note({ step: "settle", item: digest.slice(0, 12), done: batchCount, total: batchCount });
}

async function settleBatch(
  { act, sleep }: Runtime<SettlementActivities>,
  digest: string,
  batch: number,
): Promise<void> {
  for (let look = 0; look < LOOKS_PER_BATCH_MAX; look += 1) {
    // Journalled before it is sent; a live attempt is returned rather than signed anew.
    const prepared = await act.prepareBatch({ digest, batch });
    if (prepared.outcome === "paid") return;
    if (prepared.outcome === "signed") await act.sendBatch({ digest, batch });
    const { outcome } = await act.observeBatch({ digest, batch });
    if (outcome === "paid") return;
    if (outcome === "blocked" || outcome === "voided")
      throw new BatchUnsettledError(digest, batch, outcome);
    if (outcome === "pending") await sleep(RESEND_AFTER_MS);
  }
  throw new BatchUnsettledError(digest, batch, "pending for too long");
}
