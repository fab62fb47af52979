import { assertSpends, assertWithin, DEFAULT_CAPS, type Caps } from "./caps.ts";
import { base58Bytes } from "./chain/transaction/base58.ts";
import type { ChainPort } from "./chain/port.ts";
import { putSignature, signatureOf } from "./chain/transaction/message.ts";
import { assertCloses, assertOpens, assertPays, assertVoids } from "./decode-payout.ts";
import { PayoutMismatchError } from "./errors.ts";
import { tagOf, type Purpose } from "./payment-memo.ts";
import { closeWire, openWire, payWire, voidWire, type Fees } from "./payout-message.ts";
import type { Payout } from "./payout.ts";
import type { Signer } from "./signer/port.ts";
import { simulatedUnits } from "./simulated-units.ts";

export interface Spending {
  readonly unitPriceMicroLamports: bigint;
  readonly caps: Caps;
}

/** What creates a receipt; what takes them back is written and read elsewhere. */
export type SignedPurpose = Exclude<Purpose, "reclaim">;

export interface SignedAttempt {
  readonly wire: Uint8Array;
  readonly signature: string;
  readonly blockhash: string;
  readonly lastValidBlockHeight: number;
}

/**
 * Signs a batch with a fresh block hash and the compute limit that a simulation of it asks for.
 * Nothing is sent, and nothing is signed that the chain would refuse; null where the batch has its
 * receipt already, or is not free.
 */
export async function signAttempt(
  chain: ChainPort,
  signer: Signer,
  payout: Payout,
  {
    digest,
    purpose,
    unitPriceMicroLamports,
    ledgerHead,
    caps,
    isFree,
  }: Spending & {
    readonly digest: string;
    readonly purpose: SignedPurpose;
    readonly ledgerHead: string;
    /** Whether nothing on the chain speaks against it, as seen at the slot of the block hash or later. */
    readonly isFree: (slot: number) => Promise<boolean>;
  },
): Promise<SignedAttempt | null> {
  const rentExempt = await chain.rentExempt(0);
  assertWithin(caps, "receiptRentLamports", rentExempt);
  // Before the look: what is signed on it has expired by the time a receipt may be taken back.
  const { blockhash, lastValidBlockHeight, slot } = await chain.latestBlockhash();
  if (!(await isFree(slot))) return null;
  const known = { blockhash: base58Bytes(blockhash, 32), rentExempt, ledgerHead };
  const trial = { ...known, unitPriceMicroLamports: 0n, units: Number(caps.units) };
  const unsigned = WRITE[purpose](payout, trial);
  const units = await simulatedUnits(chain, payout, unsigned, { digest, caps });
  if (units === null) return null;
  const fees = { ...known, unitPriceMicroLamports, units };
  const wire = checkedWire(payout, fees, purpose, caps);
  const { batch, place = null } = payout;
  putSignature(wire, await signer.sign({ digest, batch, purpose, wire, place }));
  return { wire, signature: signatureOf(wire), blockhash, lastValidBlockHeight };
}

/**
 * Builds the bytes, reads them back and compares with the plan and the caps. Only what comes through
 * is shown to the signer, who looks once more by itself.
 */
export function checkedWire(
  payout: Payout,
  fees: Fees,
  purpose: SignedPurpose,
  caps: Caps = DEFAULT_CAPS,
): Uint8Array {
  const wire = WRITE[purpose](payout, fees);
  const decoded = READ[purpose](wire, payout);
  if (decoded.receipt.lamports > fees.rentExempt + 1n) {
    throw new PayoutMismatchError(`The receipt of batch ${payout.batch} costs too much.`);
  }
  if (!decoded.memo.endsWith(`:${tagOf(fees.ledgerHead)}`)) {
    throw new PayoutMismatchError(`Batch ${payout.batch} does not name the ledger's head.`);
  }
  assertSpends(caps, decoded);
  return wire;
}

const WRITE = { pay: payWire, void: voidWire, open: openWire, close: closeWire };
/** Each throws where the bytes do anything else. */
const READ = { pay: assertPays, void: assertVoids, open: assertOpens, close: assertCloses };
