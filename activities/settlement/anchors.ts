import { PLAN_KINDS, plansOf } from "../../warehouse/ledger/plan/proposed-plans.ts";
import { rebasesOf } from "../../warehouse/ledger/rebase/rebase.ts";
import type { LedgerReader } from "../../warehouse/ledger/store/ledger-reader.ts";
import { base58Bytes } from "./chain/transaction/base58.ts";
import type { AddressSignature, ChainPort } from "./chain/port.ts";
import { LedgerOlderError } from "./errors.ts";
import { isSignedBy } from "./evidence.ts";
import { parseMemo, type PaymentMemo } from "./payment-memo.ts";

/** Looked at first: one of ours is nearly always among them. */
const LOOKED_AT_FIRST = 1_000;

export type AnchoredChain = Pick<ChainPort, "signaturesOf" | "transaction">;

/**
 * The ledger must know all that the chain shows as paid by this settler, or it was lost or restored
 * from before a payment: its months would be proposed and paid once more. Every payment names the
 * ledger's newest event of its moment, which a ledger that is not older has. Whoever knows that of
 * one payment knows all before it, so that older ones need not be looked at; what strangers sent to
 * the settler in any number hides none.
 *
 * Throws LedgerOlderError, which names the payment.
 */
export async function assertKnowsPayments(
  chain: AnchoredChain,
  ledger: Pick<LedgerReader, "read" | "seqOf">,
  settler: string,
): Promise<void> {
  const adopted = new Set(
    (await ledger.read({ kinds: ["payment_adopted"] })).map(({ payload }) => payload.signature),
  );
  const rebased = Math.max(
    -1,
    ...rebasesOf(await ledger.read())
      .filter((rebase) => rebase.settler === settler)
      .map(({ slot }) => slot),
  );
  for (let limit = LOOKED_AT_FIRST; ; limit *= 4) {
    // One that was adopted says nothing of those before it: the ledger it names is gone.
    const all = await chain.signaturesOf(settler, undefined, limit);
    const history = all.filter(({ signature, slot }) => slot > rebased && !adopted.has(signature));
    const isOneOurs = await assertKnown(chain, ledger, settler, history);
    if (isOneOurs || all.length < limit || all.some(({ slot }) => slot <= rebased)) return;
  }
}

/** Whether one of these is a payment of ours; each that is must be known. */
async function assertKnown(
  chain: AnchoredChain,
  ledger: Pick<LedgerReader, "read" | "seqOf">,
  settler: string,
  history: readonly AddressSignature[],
): Promise<boolean> {
  const known = new Map<string, boolean>();
  let isOneOurs = false;
  for (const { signature, slot, error, memo } of history) {
    const said = error === null ? parseMemo(memo ?? "") : null;
    if (said === null) continue;
    const of = said.head ?? said.digest;
    const isKnown = known.get(of) ?? (await knows(ledger, said));
    known.set(of, isKnown);
    // Anybody may repeat a memo that we know: only one that we signed ends the search.
    if ((isKnown && isOneOurs) || !(await isOwn(chain, signature, settler))) continue;
    if (!isKnown)
      throw new LedgerOlderError({ signature, slot, period: said.period, plan: said.digest });
    isOneOurs = true;
  }
  return isOneOurs;
}

/** Whether the ledger is as new as the one that this memo names. */
export async function knows(
  ledger: Pick<LedgerReader, "read" | "seqOf">,
  { head, digest }: PaymentMemo,
): Promise<boolean> {
  if (head !== null) return (await ledger.seqOf(head)) !== null;
  const plans = plansOf(await ledger.read({ kinds: PLAN_KINDS }));
  return plans.some((plan) => plan.digest.startsWith(digest));
}

/** Anybody can write a memo like ours: what counts is who signed. */
export async function isOwn(
  chain: AnchoredChain,
  signature: string,
  settler: string,
): Promise<boolean> {
  const landed = await chain.transaction(signature);
  if (landed === null) throw new Error(`The node has no transaction ${signature} yet.`);
  return landed.wire !== null && isSignedBy(base58Bytes(settler, 32), landed.wire);
}
