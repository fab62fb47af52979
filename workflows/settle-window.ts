import type { SettlementActivities } from "./activities.ts";
import { hasFailureCode } from "./error-codes.ts";
import type { Runtime } from "./runtime.ts";

/** Bytes are sent again this often while they may still land: a node may have dropped them. */
const RESEND_AFTER_MS = 2_000;
/** Looks at a window before a person is asked: about an hour. Money is never looped on for ever. */
const LOOKS_PER_WINDOW_MAX = 1_800;

export class BatchUnsettledError extends Error {
  override readonly name = "BatchUnsettledError";
  constructor(digest: string, batch: number, outcome: string) {
    super(
      `Batch ${batch} of plan ${digest.slice(0, 12)} is ${outcome}; expected it to be paid. The ` +
        "others are. The next run looks again; or void it, with `vklad distribute --void MONTH " +
        "--reason TEXT` or on the plan's page: what was not paid is then proposed anew.",
    );
  }
}

export interface Window {
  readonly digest: string;
  readonly batches: readonly number[];
  /** Looks that earlier runs spent on these. */
  readonly looked: number;
  readonly purpose: "pay" | "void";
}

/** How far a window came. Null where it is to be gone on with by another run. */
export interface WindowEnd {
  /** Set: to be started again, with this many looks spent. */
  readonly looked: number | null;
  readonly voidedCount: number;
  /** Somebody held the plan or asked to void it: not all of these were begun. */
  readonly isStopped: boolean;
  /** Of the first batch that a person has to decide on: the others went on without it. */
  readonly failure: unknown;
}

/** Brings these batches to their end. A batch that cannot be paid does not keep the others back. */
export async function settleWindow(
  runtime: Runtime<SettlementActivities>,
  { digest, batches, looked, purpose }: Window,
): Promise<WindowEnd> {
  const end = { voidedCount: 0, isStopped: false, failure: undefined as unknown };
  const over = (outcome: string) => {
    if (outcome === "voided") end.voidedCount += 1;
    return outcome === "paid" || outcome === "voided";
  };
  let open = batches;
  for (let look = looked; look < LOOKS_PER_WINDOW_MAX; look += 1) {
    if (look > looked) {
      if (runtime.shouldRestart()) return { ...end, looked: look };
      await runtime.sleep(RESEND_AFTER_MS);
    }
    const sent: number[] = [];
    const left: number[] = [];
    for (const [index, batch] of open.entries()) {
      const outcome = await sentAs(runtime, { digest, batch }, purpose, end);
      if (outcome === "opening") {
        // The month is not the plan's yet: it would be asked the same of each of the others.
        left.push(...open.slice(index));
        break;
      }
      if (outcome === "stopped") end.isStopped = true;
      else if (outcome !== "failed" && !over(outcome)) sent.push(batch);
    }
    for (const batch of sent) {
      const { outcome } = await runtime.act.observeBatch({ digest, batch });
      if (outcome === "blocked") end.failure ??= new BatchUnsettledError(digest, batch, outcome);
      else if (!over(outcome)) left.push(batch);
    }
    if (left.length === 0) return { ...end, looked: null };
    open = left;
  }
  throw new BatchUnsettledError(digest, open[0] ?? 0, "pending for too long");
}

/** Journalled before it is sent; a live attempt is returned rather than signed anew. */
async function sentAs(
  { act }: Runtime<SettlementActivities>,
  input: { readonly digest: string; readonly batch: number },
  purpose: Window["purpose"],
  end: { failure: unknown },
): Promise<string> {
  if (purpose === "void") return (await act.voidBatch(input)).outcome;
  try {
    const { outcome } = await act.prepareBatch(input);
    if (outcome === "unpayable") return (await act.voidBatch(input)).outcome;
    if (outcome === "signed") await act.sendBatch(input);
    return outcome;
  } catch (error) {
    const needsPerson =
      hasFailureCode(error, "SettlementNeedsReviewError") ||
      hasFailureCode(error, "SimulationRefusedError");
    if (!needsPerson) throw error;
    end.failure ??= error;
    return "failed";
  }
}
