import type { DistributionActivities, SettlementActivities } from "./activities.ts";
import type { Runtime } from "./runtime.ts";
import { settleWindow, type Window, type WindowEnd } from "./settle-window.ts";

/**
 * Batches that wait for finality together: a block hash lives for half a minute, so that never all
 * of a large plan is signed at once.
 */
const BATCHES_IN_FLIGHT_MAX = 8;

export interface SettleInput {
  readonly digest: string;
  /** Looks that earlier runs spent on the batches that are open now. */
  readonly looked?: number;
}

/**
 * `revising`: each batch is paid or voided, and a revision pays the rest. `stopped`: somebody holds
 * the plan or asked to void it. `unfinished`: to be started again, with the looks that this run and
 * earlier ones spent.
 */
export type Settling = { readonly status: "settled" | "revising" | "stopped" } | Unfinished;

interface Unfinished {
  readonly status: "unfinished";
  readonly looked: number;
}

/**
 * Pays every batch of an approved plan that can be paid, voids those that cannot, then proves on
 * chain that the sums agree. What needs a person is told once the others are paid.
 *
 * Each activity finds its own finished work in the ledger, so running this again pays nothing twice.
 */
export async function settle(
  runtime: Runtime<DistributionActivities & SettlementActivities>,
  { digest, looked = 0 }: SettleInput,
): Promise<Settling> {
  const { act, note } = runtime;
  // A run that began before the first open batch was told looks at each from the first one on.
  const checked = await act.checkSettleable({ digest });
  const { batchCount, firstOpenBatch = 0, voidedCount = 0 } = checked;
  const range = { digest, from: firstOpenBatch, batchCount, looked };
  const end = await settleWindows(runtime, range, "pay");
  if (end.looked !== null) return { status: "unfinished", looked: end.looked };
  if (end.isStopped) return { status: "stopped" };
  if (end.failure !== undefined) throw end.failure;
  if (voidedCount + end.voidedCount > 0) return { status: "revising" };
  await act.escrowLines({ digest });
  await act.reconcile({ digest });
  note({ step: "settle", item: digest.slice(0, 12), done: batchCount, total: batchCount });
  return { status: "settled" };
}

/** Makes sure that what is open of a plan can never be paid; what landed before stays paid. */
export async function voidOpen(
  runtime: Runtime<SettlementActivities>,
  { digest, batchCount, looked = 0 }: SettleInput & { readonly batchCount: number },
): Promise<{ readonly status: "voided" } | Unfinished> {
  const end = await settleWindows(runtime, { digest, from: 0, batchCount, looked }, "void");
  if (end.looked !== null) return { status: "unfinished", looked: end.looked };
  if (end.failure !== undefined) throw end.failure;
  return { status: "voided" };
}

async function settleWindows(
  runtime: Runtime<SettlementActivities>,
  range: {
    readonly digest: string;
    readonly from: number;
    readonly batchCount: number;
    readonly looked: number;
  },
  purpose: Window["purpose"],
): Promise<WindowEnd> {
  const { digest, batchCount } = range;
  const total = { voidedCount: 0, isStopped: false, failure: undefined as unknown };
  let { looked } = range;
  for (let from = range.from; from < batchCount; from += BATCHES_IN_FLIGHT_MAX) {
    runtime.note({ step: "settle", item: digest.slice(0, 12), done: from, total: batchCount });
    const to = Math.min(from + BATCHES_IN_FLIGHT_MAX, batchCount);
    const batches = Array.from({ length: to - from }, (_, index) => from + index);
    const end = await settleWindow(runtime, { digest, batches, looked, purpose });
    total.voidedCount += end.voidedCount;
    total.failure ??= end.failure;
    if (end.looked !== null) return { ...total, looked: end.looked };
    if (end.isStopped) return { ...total, isStopped: true, looked: null };
    looked = 0;
    if (to < batchCount && runtime.shouldRestart()) return { ...total, looked: 0 };
  }
  return { ...total, looked: null };
}
