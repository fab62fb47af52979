import { checkWireLength, WIRE_BYTES_MAX, wireHeadBytes } from "./chain/transaction/message.ts";
import {
  ASSOCIATED_TOKEN_PROGRAM,
  COMPUTE_BUDGET_PROGRAM,
  MEMO_PROGRAM,
  SYSTEM_PROGRAM,
  TOKEN_PROGRAM,
} from "./chain/transaction/programs.ts";
import { writeAscii } from "./chain/transaction/ascii.ts";
import { tagOf } from "./payment-memo.ts";
import type { Payout } from "./payout.ts";

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

/** Positions of the keys that every message of ours begins with. */
const SETTLER = 0;
const RECEIPT = 1;
const TREASURY = 2;
const FIRST_ACCOUNT = 3;

const U64_MAX = (1n << 64n) - 1n;

/** The transaction that pays the whole batch, or fails whole; it is not signed yet. */
export function payWire(payout: Payout, fees: Fees): Uint8Array {
  return write(payout, fees, true);
}

/** The transaction that takes the batch's receipt and pays nobody: the batch can never be paid then. */
export function voidWire(payout: Payout, fees: Fees): Uint8Array {
  return write(payout, fees, false);
}

/** Longer than any transaction may be, so that a longer one is refused by its length and not cut off. */
const scratch = Buffer.alloc(WIRE_BYTES_MAX * 4);
/** Writes 64 bits several times faster than a Buffer does. */
const numbers = new DataView(scratch.buffer, scratch.byteOffset);

/** Room for the settler's signature. */
const HEAD_BYTES = wireHeadBytes(1);

/**
 * Writes a legacy message byte by byte, where the transaction has it. Our messages have one shape, so that no keys need to be
 * gathered, merged and sorted as in `compileMessage`, which takes longer than half a signature.
 */
function write(payout: Payout, fees: Fees, isPayment: boolean): Uint8Array {
  const recipients = isPayment ? payout.recipients : [];
  const transfers = isPayment ? payout.transfers : [];
  const creates = isPayment && payout.createsAccounts ? recipients.length : 0;
  const out = scratch;
  out[0] = 1;
  let at = HEAD_BYTES;

  function bytes(value: Uint8Array): void {
    out.set(value, at);
    at += value.length;
  }
  function ascii(text: string): void {
    at = writeAscii(out, text, at);
  }
  function u64(value: bigint): void {
    if (value < 0n || value > U64_MAX) throw new RangeError(`${value} does not fit in 64 bits.`);
    numbers.setBigUint64(at, value, true);
    at += 8;
  }
  function u32(value: number): void {
    numbers.setUint32(at, value, true);
    at += 4;
  }

  // Writable keys first, then read-only ones; only the settler signs.
  const firstWallet = FIRST_ACCOUNT + recipients.length;
  const system = firstWallet + creates;
  const budget = system + 1;
  const memo = system + 2;
  const mint = system + 3;
  const token = system + 4;
  const associated = system + 5;
  const keyCount = creates > 0 ? associated + 1 : associated;

  out[at++] = 1;
  out[at++] = 0;
  out[at++] = keyCount - firstWallet;
  out[at++] = keyCount;
  bytes(payout.settler);
  bytes(payout.receipt.key);
  bytes(payout.treasury);
  for (const { tokenAccount } of recipients) bytes(tokenAccount);
  if (creates > 0) for (const { wallet } of recipients) bytes(wallet);
  bytes(SYSTEM_PROGRAM);
  bytes(COMPUTE_BUDGET_PROGRAM);
  bytes(MEMO_PROGRAM);
  bytes(payout.mint);
  bytes(TOKEN_PROGRAM);
  if (creates > 0) bytes(ASSOCIATED_TOKEN_PROGRAM);
  bytes(fees.blockhash);

  out[at++] = 4 + creates + transfers.length;
  const { seed } = payout.receipt;
  out[at++] = system;
  out[at++] = 2;
  out[at++] = SETTLER;
  out[at++] = RECEIPT;
  out[at++] = 92 + seed.length;
  u32(3);
  bytes(payout.settler);
  u64(BigInt(seed.length));
  ascii(seed);
  // A void leaves one lamport more, so that the two can be told apart at a glance.
  u64(isPayment ? fees.rentExempt : fees.rentExempt + 1n);
  u64(0n);
  bytes(SYSTEM_PROGRAM);

  out[at++] = budget;
  out[at++] = 0;
  out[at++] = 5;
  out[at++] = 2;
  u32(fees.units);
  out[at++] = budget;
  out[at++] = 0;
  out[at++] = 9;
  out[at++] = 3;
  u64(fees.unitPriceMicroLamports);

  for (let index = 0; index < creates; index += 1) {
    out[at++] = associated;
    out[at++] = 6;
    out[at++] = SETTLER;
    out[at++] = FIRST_ACCOUNT + index;
    out[at++] = firstWallet + index;
    out[at++] = mint;
    out[at++] = system;
    out[at++] = token;
    out[at++] = 1;
    out[at++] = 1;
  }
  for (const { recipient, amount } of transfers) {
    if (amount <= 0n) throw new RangeError(`A transfer of ${amount} is no payment.`);
    out[at++] = token;
    out[at++] = 4;
    out[at++] = TREASURY;
    out[at++] = mint;
    out[at++] = FIRST_ACCOUNT + recipient;
    out[at++] = SETTLER;
    out[at++] = 10;
    out[at++] = 12;
    u64(amount);
    out[at++] = payout.decimals;
  }

  const start = payout.of.memoStarts[isPayment ? "pay" : "void"];
  const text = `${start}${payout.batch}:${tagOf(fees.ledgerHead)}`;
  out[at++] = memo;
  out[at++] = 0;
  out[at++] = text.length;
  ascii(text);
  checkWireLength(at);
  // From Node's pool: a wire of its own memory takes as long as writing it.
  const wire = Buffer.allocUnsafe(at);
  out.copy(wire, 0, 0, at);
  return wire;
}
