import { base58Bytes } from "./chain/transaction/base58.ts";
import type { ChainPort } from "./chain/port.ts";
import { signatureOf, signWire } from "./chain/transaction/message.ts";
import type { Settler } from "./chain/settler-key.ts";
import { assertPays, assertVoids } from "./decode-payout.ts";
import { PayoutMismatchError } from "./errors.ts";
import { tagOf } from "./payment-memo.ts";
import { payWire, voidWire, type Fees } from "./payout-message.ts";
import type { Payout } from "./payout.ts";

export type Purpose = "pay" | "void";

export interface SignedAttempt {
  readonly wire: Uint8Array;
  readonly signature: string;
  readonly blockhash: string;
  readonly lastValidBlockHeight: number;
}

/** Signs a batch with a fresh block hash. Nothing is sent. */
export async function signAttempt(
  chain: ChainPort,
  settler: Settler,
  payout: Payout,
  {
    purpose,
    ...given
  }: {
    readonly purpose: Purpose;
    readonly unitPriceMicroLamports: bigint;
    readonly ledgerHead: string;
  },
): Promise<SignedAttempt> {
  const rentExempt = await chain.rentExempt(0);
  const { blockhash, lastValidBlockHeight } = await chain.latestBlockhash();
  const fees = { blockhash: base58Bytes(blockhash, 32), rentExempt, ...given };
  const wire = signedWire(settler, payout, fees, purpose);
  return { wire, signature: signatureOf(wire), blockhash, lastValidBlockHeight };
}

/** Builds the bytes, reads them back and compares with the plan, and only then signs them. */
export function signedWire(
  settler: Settler,
  payout: Payout,
  fees: Fees,
  purpose: Purpose,
): Uint8Array {
  const isPayment = purpose === "pay";
  const wire = isPayment ? payWire(payout, fees) : voidWire(payout, fees);
  const { receipt, memo } = isPayment ? assertPays(wire, payout) : assertVoids(wire, payout);
  if (receipt.lamports > fees.rentExempt + 1n) {
    throw new PayoutMismatchError(`The receipt of batch ${payout.batch} costs too much.`);
  }
  if (!memo.endsWith(`:${tagOf(fees.ledgerHead)}`)) {
    throw new PayoutMismatchError(`Batch ${payout.batch} does not name the ledger's head.`);
  }
  signWire(wire, [settler]);
  return wire;
}
