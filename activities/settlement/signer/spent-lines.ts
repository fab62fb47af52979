import { batchStates } from "../../../warehouse/ledger/distribution/batch-state.ts";
import { steeringOf } from "../../../warehouse/ledger/distribution/steering.ts";
import { plansOf, type ProposedPlan } from "../../../warehouse/ledger/plan/proposed-plans.ts";
import type { AnyLedgerEvent } from "../../../warehouse/ledger/store/events.ts";
import { assertVoids } from "../decode-payout.ts";
import { isSignedBy } from "../evidence.ts";
import { payoutsOf } from "../payout.ts";
import type { Settler } from "../chain/settler-key.ts";
import { SignerRefusedError } from "./errors.ts";
import type { SignerStore, SpentLine } from "./store.ts";

/**
 * Throws where one of these lines was signed under another plan and may still be, or was, paid by
 * it. That it was voided the ledger has to say, and besides somebody must have meant to: a void was
 * signed with this key, or a person asked for it, or took it over from the chain.
 */
export function assertUnspent(
  events: readonly AnyLedgerEvent[],
  { store, settler }: { readonly store: SignerStore; readonly settler: Settler },
  { digest, lineIds }: { readonly digest: string; readonly lineIds: readonly string[] },
): void {
  for (const spent of store.spentElsewhere(digest, lineIds)) {
    const status = statusOf(events, spent);
    if (spent.isPaid || status === "paid") throw spentError(spent, "which paid it");
    if (status !== "voided") throw spentError(spent, "which was neither paid nor voided");
    if (!isVoidMeant(events, { store, settler }, spent))
      throw spentError(spent, "which nobody asked to void and for which no void was signed");
  }
}

function statusOf(events: readonly AnyLedgerEvent[], { digest, batch }: SpentLine): string | null {
  const proposed = proposedIn(events, digest);
  if (proposed === null) return null;
  return batchStates(events, digest, proposed.plan)[batch]?.status ?? null;
}

function isVoidMeant(
  events: readonly AnyLedgerEvent[],
  { store, settler }: { readonly store: SignerStore; readonly settler: Settler },
  { digest, batch }: SpentLine,
): boolean {
  if (store.wasSigned({ digest, batch, purpose: "void" })) return true;
  const proposed = proposedIn(events, digest);
  if (proposed === null) return false;
  const { plan } = proposed;
  if (steeringOf(events, proposed).voidAsked !== null) return true;
  const isAdopted = events.some(
    ({ kind, payload }) =>
      kind === "payment_adopted" &&
      payload.purpose === "void" &&
      payload.digest === digest &&
      payload.batch === batch,
  );
  if (isAdopted) return true;
  // Another machine with this key may have signed it: its bytes are proof.
  const payout = payoutsOf(plan, digest, settler)(batch);
  return batchStates(events, digest, plan)[batch]!.attempts.some(({ purpose, wire }) => {
    if (purpose !== "void") return false;
    const bytes = Buffer.from(wire, "base64");
    try {
      assertVoids(bytes, payout);
    } catch {
      return false;
    }
    return isSignedBy(settler.publicKey, bytes);
  });
}

export function proposedIn(events: readonly AnyLedgerEvent[], digest: string): ProposedPlan | null {
  return plansOf(events).find((one) => one.digest === digest) ?? null;
}

function spentError({ lineId, digest, batch }: SpentLine, why: string): SignerRefusedError {
  return new SignerRefusedError(
    "signer_spent",
    `line ${lineId} was signed in batch ${batch} of plan ${digest.slice(0, 12)}, ${why}; expected ` +
      "that batch voided on the chain, and the ledger to say so. Void what is left of that plan; " +
      "where the ledger was lost, bring it back with `vklad ledger restore` or `vklad ledger adopt`.",
  );
}
