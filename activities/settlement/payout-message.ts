import { writeAscii } from "./chain/transaction/ascii.ts";
import { tagOf } from "./payment-memo.ts";
import type { Payout } from "./payout.ts";
import { emptyTemplate, payTemplate, scratch, scratchNumbers } from "./payout-template.ts";
import type { Template } from "./payout-template.ts";

export interface Fees {
  readonly blockhash: Uint8Array;
  /** Lamports of an empty account that pays no rent: read from the chain, since it changes. */
  readonly rentExempt: bigint;
  readonly unitPriceMicroLamports: bigint;
  /** The hash of the ledger's newest event in hex: the chain then shows a ledger that is older. */
  readonly ledgerHead: string;
  /** The limit; the price of a transaction is that of its limit. */
  readonly units: number;
}

/** The receipt comes first: an error at this index says that the batch already has one. */
export const RECEIPT_INSTRUCTION = 0;

const MICRO = 1_000_000n;
const U64_MAX = (1n << 64n) - 1n;

/** What is the same for every attempt at a batch, however often it is signed. */
const templates = new WeakMap<Payout, Template>();

/** The transaction that pays the whole batch, or fails whole; it is not signed yet. */
export function payWire(payout: Payout, fees: Fees): Uint8Array {
  const kept = templates.get(payout);
  if (kept !== undefined) return filled(kept, fees, fees.rentExempt);
  const made = payTemplate(payout);
  templates.set(payout, made);
  return filled(made, fees, fees.rentExempt);
}

/** The transaction that takes the batch's receipt and pays nobody: the batch can never be paid then. */
export function voidWire(payout: Payout, fees: Fees): Uint8Array {
  // A void leaves one lamport more, so that the two can be told apart at a glance.
  return filled(emptyTemplate(payout, "void"), fees, fees.rentExempt + 1n);
}

/** The transaction that takes a month for its plan; its receipt is no batch's. */
export function openWire(opening: Payout, fees: Fees): Uint8Array {
  return filled(emptyTemplate(opening, "open"), fees, fees.rentExempt);
}

/** The transaction that closes a settled plan for ever. */
export function closeWire(closing: Payout, fees: Fees): Uint8Array {
  return filled(emptyTemplate(closing, "close"), fees, fees.rentExempt);
}

function filled(template: Template, fees: Fees, rent: bigint): Uint8Array {
  const { bytes, format } = template;
  const { units, unitPriceMicroLamports: price } = fees;
  scratch.set(bytes, 0);
  scratch.set(fees.blockhash, template.blockhashAt);
  scratchNumbers.setUint32(template.unitsAt, units, true);
  // A legacy transaction states the price of a unit, one of v1 what all of them come to.
  const offered = format === "legacy" ? price : (BigInt(units) * price + MICRO - 1n) / MICRO;
  u64(template.priceAt, offered);
  u64(template.rentAt, rent);
  writeAscii(scratch, tagOf(fees.ledgerHead), template.tagAt);
  // From Node's pool: a wire of its own memory takes as long as writing it.
  const wire = Buffer.allocUnsafe(bytes.length);
  scratch.copy(wire, 0, 0, bytes.length);
  return wire;
}

function u64(at: number, value: bigint): void {
  if (value < 0n || value > U64_MAX) throw new RangeError(`${value} does not fit in 64 bits.`);
  scratchNumbers.setBigUint64(at, value, true);
}
