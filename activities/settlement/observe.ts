import type { AttemptState } from "../../warehouse/ledger/distribution/batch-state.ts";
import type { ChainPort, SignatureStatus } from "./chain/port.ts";
import { SettlementMismatchError } from "./errors.ts";
import { endingByReceipt, endingOf, type Ending } from "./evidence.ts";
import type { BatchInHand, Journal } from "./journal.ts";
import { receiptAddress, type Payout } from "./payout.ts";
import { isReceiptTaken } from "./refusal-text.ts";
import { assertGenesis } from "./settleable.ts";

/**
 * `expired` and `failed`: no attempt can land any more, so another may be signed. `blocked`: the
 * receipt was taken by a stranger, and a person has to ask that the batch be voided.
 */
export type Outcome = "paid" | "voided" | "pending" | "expired" | "failed" | "blocked";

/** A second look counts only this many slots after the first: about one more time to finality. */
const EXPIRY_GAP_SLOTS = 32;

/**
 * Looks at a batch once. Whoever asks often enough gets an ending; nothing is decided by the
 * machine's clock, and nothing by an answer that did not come.
 */
export function createObserver(chain: ChainPort, journal: Journal) {
  /** First looks of a proof: of expiry, by signature; of a stranger's receipt, by its address. Lost on a restart, which then takes both looks again. */
  const firstLooks = new Map<string, number>();

  async function ended(digest: string, { kind, signature, slot }: Ending, batch: number) {
    const payload = { digest, batch, signature, slot };
    await journal.note(
      kind === "paid" ? "batch_paid" : "batch_voided",
      payload,
      `${digest}:${batch}`,
    );
    return kind;
  }

  async function landed(
    digest: string,
    { payout, closing }: BatchInHand,
    signature: string,
  ): Promise<Outcome> {
    const transaction = await chain.transaction(signature);
    // Another node answered, and knows less: look again.
    if (transaction === null) return "pending";
    const ending = endingOf(payout, signature, transaction);
    if (ending === null) {
      throw new SettlementMismatchError(
        digest,
        `batch ${payout.batch}: the node calls ${signature} a success and shows another outcome.`,
      );
    }
    // A receipt is gone where it was taken back, which leaves the closing of its plan.
    const guards = await chain.accounts([receiptAddress(payout), closing], "finalized");
    if (guards.contextSlot < transaction.slot) return "pending";
    if (guards.values.every((account) => account === null)) {
      throw new SettlementMismatchError(
        digest,
        `batch ${payout.batch}: the node calls ${signature} final, and its receipt is not there.`,
      );
    }
    return await ended(digest, ending, payout.batch);
  }

  /** Whose receipt is it? `absent` decides what to say where there is none. */
  async function byReceipt<Absent>(
    digest: string,
    { payout }: BatchInHand,
    { minContextSlot, isPending }: { readonly minContextSlot: number; readonly isPending: boolean },
    absent: Absent,
  ): Promise<Outcome | Absent> {
    const ending = await endingByReceipt(chain, payout, minContextSlot);
    if (ending !== null) return await ended(digest, ending, payout.batch);
    const { contextSlot, values } = await chain.accounts([receiptAddress(payout)], "finalized");
    if (contextSlot < minContextSlot) return "pending";
    if ((values[0] ?? null) === null) return absent;
    if (!(await journal.isVoidAsked(digest))) return "blocked";
    // One of ours may have taken it, and the node be slow to show that.
    return isPending ? "pending" : await takenByOther(digest, payout, contextSlot);
  }

  /**
   * Whoever else took the receipt, no payment of the batch can land any more: it is as good as
   * voided. That rests on a node's word alone, so a person has to have asked for it, and it is
   * looked at twice: a node may know an account before it knows whose transaction made it.
   */
  async function takenByOther(digest: string, payout: Payout, slot: number): Promise<Outcome> {
    const receipt = receiptAddress(payout);
    if (!isSecondLook(receipt, slot)) return "pending";
    const history = await chain.signaturesOf(receipt);
    const first = history.findLast(({ error }) => error === null);
    if (first === undefined) return "blocked";
    return await ended(digest, { kind: "voided", ...first }, payout.batch);
  }

  /** Whether an attempt of which the node knows nothing can never land: looked at twice. */
  function isExpired(
    attempt: AttemptState,
    view: { slot: number; height: number },
    contextSlot: number,
  ): boolean {
    // The node that answered must have seen at least what the height was read from.
    if (view.height <= attempt.lastValidBlockHeight || contextSlot < view.slot) return false;
    return isSecondLook(attempt.signature, view.slot);
  }

  function isSecondLook(of: string, slot: number): boolean {
    const first = firstLooks.get(of);
    if (first === undefined) firstLooks.set(of, slot);
    return first !== undefined && slot >= first + EXPIRY_GAP_SLOTS;
  }

  return async function look(digest: string, batch: number): Promise<Outcome> {
    const inHand = await journal.batch(digest, batch);
    const { state } = inHand;
    if (state.status === "paid" || state.status === "voided") return state.status;
    await assertGenesis(chain, digest, inHand.genesis);
    // The height before the statuses: an attempt that lands in between is then seen.
    const view = await chain.finalizedView();
    const seen = { minContextSlot: view.slot, isPending: false };
    if (state.attempts.length === 0) return await byReceipt(digest, inHand, seen, "pending");

    // All of them: an older one may land as long as it has not expired.
    const signatures = state.attempts.map(({ signature }) => signature);
    const { contextSlot, values } = await chain.statuses(signatures);
    const known = state.attempts.map((attempt, index) => ({
      attempt,
      status: values[index] ?? null,
    }));

    for (const { attempt, status } of known) {
      if (status?.commitment === "finalized" && status.error === null) {
        return await landed(digest, inHand, attempt.signature);
      }
    }
    let isPending = false;
    let conflictSlot: number | null = null;
    for (const { attempt, status } of known) {
      if (status !== null && status.commitment !== "finalized") isPending = true;
      else if (status !== null) {
        if (isReceiptTaken(status.error)) conflictSlot = Math.max(conflictSlot ?? 0, status.slot);
        if (attempt.status === "open") await noteFailure(digest, batch, attempt, status);
      } else if (attempt.status === "open") {
        if (!isExpired(attempt, view, contextSlot)) isPending = true;
        else await noteExpiry(digest, batch, attempt, view, contextSlot);
      }
    }
    // A taken receipt is no proof of payment: its own history says who took it.
    if (conflictSlot !== null) {
      const conflict = { minContextSlot: conflictSlot, isPending };
      return await byReceipt(digest, inHand, conflict, "pending");
    }
    if (isPending) return "pending";
    // Nothing of ours is on its way. The receipt has the last word before anything is signed anew.
    const nothing =
      state.attempts.at(-1)?.status === "failed" || hasFailed(known) ? "failed" : "expired";
    return await byReceipt(digest, inHand, seen, nothing);
  };

  async function noteFailure(
    digest: string,
    batch: number,
    { attempt }: AttemptState,
    { error }: SignatureStatus,
  ): Promise<void> {
    const payload = { digest, batch, attempt, error: JSON.stringify(error) };
    await journal.note("attempt_failed", payload, `${digest}:${batch}:${attempt}`);
  }

  async function noteExpiry(
    digest: string,
    batch: number,
    { attempt, signature, lastValidBlockHeight }: AttemptState,
    view: { slot: number; height: number },
    contextSlot: number,
  ): Promise<void> {
    const evidence = JSON.stringify({
      last_valid_block_height: lastValidBlockHeight,
      finalized_height: view.height,
      finalized_slot: view.slot,
      status_context_slot: contextSlot,
      first_look_slot: firstLooks.get(signature),
    });
    const payload = { digest, batch, attempt, evidence };
    await journal.note("attempt_expired", payload, `${digest}:${batch}:${attempt}`);
    firstLooks.delete(signature);
  }
}

function hasFailed(known: readonly { status: SignatureStatus | null }[]): boolean {
  return known.at(-1)?.status?.commitment === "finalized";
}
