import { createPublicKey, type KeyObject, verify } from "node:crypto";

import type { ChainPort, LandedTransaction } from "./chain/port.ts";
import { addressText } from "./chain/transaction/programs.ts";
import { keysOf, messageOf, parseWire, signaturesOf } from "./chain/transaction/wire.ts";
import { assertPays, assertVoids, decodePayout } from "./decode-payout.ts";
import { PayoutMismatchError } from "./errors.ts";
import { parseMemo } from "./payment-memo.ts";
import { receiptAddress, totalOf, type Payout } from "./payout.ts";
import { decodeReclaim } from "./reclaim/reclaim-message.ts";

/** DER before the 32 bytes of an ed25519 public key: RFC 8410, section 4. */
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");

/** How a batch ended, shown by a final transaction that was read and understood. */
export interface Ending {
  readonly kind: "paid" | "voided";
  readonly signature: string;
  readonly slot: number;
}

/**
 * What a final transaction did to a batch. Null where it did nothing to it: a stranger may name
 * the receipt too. Throws PayoutMismatchError where the settler's own transaction took the receipt
 * and did something else than the plan says.
 */
export function endingOf(
  payout: Payout,
  signature: string,
  landed: LandedTransaction,
): Ending | null {
  const { wire, error, slot } = landed;
  if (error !== null || wire === null || !isSignedBy(payout.settler, wire)) return null;
  const { memo } = decodePayout(wire);
  if (parseMemo(memo)?.purpose === "void") {
    assertVoids(wire, payout);
    return { kind: "voided", signature, slot };
  }
  assertPays(wire, payout);
  assertMoved(payout, landed);
  return { kind: "paid", signature, slot };
}

/**
 * Looks for the transaction that took the receipt, in the receipt's own history: no journal is
 * needed for it, and any number of strangers' transactions do not hide it.
 */
export async function endingByReceipt(
  chain: ChainPort,
  payout: Payout,
  minContextSlot?: number,
): Promise<Ending | null> {
  const history = await chain.signaturesOf(receiptAddress(payout), minContextSlot);
  for (const { signature, error } of history) {
    if (error !== null) continue;
    const landed = await chain.transaction(signature);
    // The history names it, so it is there: another node answered, and knows less.
    if (landed === null) throw new Error(`The node has no transaction ${signature} yet.`);
    // Who took the receipt back did nothing to the batch: it ended before.
    if (landed.wire !== null && decodeReclaim(landed.wire) !== null) continue;
    const ending = endingOf(payout, signature, landed);
    if (ending !== null) return ending;
  }
  return null;
}

/** The signature covers every byte, so that a node cannot tell us of a transaction we never made. */
export function isSignedBy(settler: Uint8Array, wire: Uint8Array): boolean {
  const parsed = parseWire(wire);
  const [signature] = signaturesOf(parsed);
  const [payer] = keysOf(parsed);
  if (signature === undefined || payer === undefined || Buffer.compare(payer, settler) !== 0) {
    return false;
  }
  return verify(null, messageOf(parsed), keyObjectOf(payer), signature);
}

/** A process pays by one key, and to read it takes as long as to verify with it. */
let last: { readonly bytes: Buffer; readonly key: KeyObject } | null = null;

function keyObjectOf(bytes: Uint8Array): KeyObject {
  if (last?.bytes.equals(bytes)) return last.key;
  const der = Buffer.concat([SPKI_HEAD, bytes]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  last = { bytes: Buffer.from(bytes), key };
  return key;
}

/** Balances must have moved by exactly the lines: the chain's word, beside that of the bytes. */
function assertMoved(payout: Payout, { tokenBalances }: LandedTransaction): void {
  const expected = new Map<string, bigint>([[addressText(payout.treasury), -totalOf(payout)]]);
  for (const { recipient, amount } of payout.transfers) {
    const address = addressText(payout.recipients[recipient]?.tokenAccount ?? new Uint8Array());
    expected.set(address, (expected.get(address) ?? 0n) + amount);
  }
  for (const { account, before, after } of tokenBalances) {
    expected.set(account, (expected.get(account) ?? 0n) - (after - before));
  }
  for (const [account, missing] of expected) {
    if (missing === 0n) continue;
    throw new PayoutMismatchError(
      `Batch ${payout.batch} landed, but the balance of ${account} differs by ${missing} base ` +
        "units from what its bytes say.",
    );
  }
}
