import { assertSpends, assertWithin, DEFAULT_CAPS, type Caps } from "./caps.ts";
import { base58Bytes } from "./chain/transaction/base58.ts";
import type { ChainPort } from "./chain/port.ts";
import { signatureOf, signWire } from "./chain/transaction/message.ts";
import type { Settler } from "./chain/settler-key.ts";
import { assertOpens, assertPays, assertVoids } from "./decode-payout.ts";
import { PayoutMismatchError } from "./errors.ts";
import { tagOf, type Purpose } from "./payment-memo.ts";
import { openWire, payWire, voidWire, type Fees } from "./payout-message.ts";
import type { Payout } from "./payout.ts";
import { simulatedUnits } from "./simulated-units.ts";

export interface Spending {
  readonly unitPriceMicroLamports: bigint;
  readonly caps: Caps;
}

export interface SignedAttempt {
  readonly wire: Uint8Array;
  readonly signature: string;
  readonly blockhash: string;
  readonly lastValidBlockHeight: number;
}

/**
 * Signs a batch with a fresh block hash and the compute limit that a simulation of it asks for.
 * Nothing is sent, and nothing is signed that the chain would refuse; null where it would because
 * the batch has its receipt already.
 */
export async function signAttempt(
  chain: ChainPort,
  settler: Settler,
  payout: Payout,
  {
    digest,
    purpose,
    unitPriceMicroLamports,
    ledgerHead,
    caps,
  }: Spending & {
    readonly digest: string;
    readonly purpose: Purpose;
    readonly ledgerHead: string;
  },
): Promise<SignedAttempt | null> {
  const rentExempt = await chain.rentExempt(0);
  assertWithin(caps, "receiptRentLamports", rentExempt);
  const { blockhash, lastValidBlockHeight } = await chain.latestBlockhash();
  const known = { blockhash: base58Bytes(blockhash, 32), rentExempt, ledgerHead };
  const trial = { ...known, unitPriceMicroLamports: 0n, units: Number(caps.units) };
  const unsigned = WRITE[purpose](payout, trial);
  const units = await simulatedUnits(chain, payout, unsigned, { digest, caps });
  if (units === null) return null;
  const wire = signedWire(
    settler,
    payout,
    { ...known, unitPriceMicroLamports, units },
    purpose,
    caps,
  );
  return { wire, signature: signatureOf(wire), blockhash, lastValidBlockHeight };
}

/** Builds the bytes, reads them back and compares with the plan and the caps, and only then signs them. */
export function signedWire(
  settler: Settler,
  payout: Payout,
  fees: Fees,
  purpose: Purpose,
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
  signWire(wire, [settler]);
  return wire;
}

const WRITE = { pay: payWire, void: voidWire, open: openWire };
/** Each throws where the bytes do anything else. */
const READ = { pay: assertPays, void: assertVoids, open: assertOpens };
