import { writeAscii } from "./chain/transaction/ascii.ts";
import {
  LOADED_BYTES_MAX,
  SIGNATURE_BYTES,
  V1_BYTES_MAX,
  V1_CONFIG,
  V1_PREFIX,
} from "./chain/transaction/format.ts";
import { checkWireLength, wireHeadBytes } from "./chain/transaction/message.ts";
import {
  ASSOCIATED_TOKEN_PROGRAM,
  COMPUTE_BUDGET_PROGRAM,
  MEMO_PROGRAM,
  SYSTEM_PROGRAM,
  TOKEN_PROGRAM,
} from "./chain/transaction/programs.ts";
import { TAG_LENGTH, type Purpose } from "./payment-memo.ts";
import type { Payout } from "./payout.ts";

/** An unsigned transaction, and where what each attempt fills in anew stands in it. */
export interface Template {
  readonly format: Payout["format"];
  readonly bytes: Uint8Array;
  readonly blockhashAt: number;
  readonly unitsAt: number;
  /** Of a unit in a legacy transaction, of all units in one of v1. */
  readonly priceAt: number;
  /** The receipt's lamports. */
  readonly rentAt: number;
  /** Of the ledger's head. */
  readonly tagAt: number;
}

export function payTemplate(payout: Payout): Template {
  return write(payout, "pay");
}

/** Takes the receipt and pays nobody. */
export function emptyTemplate(payout: Payout, purpose: Exclude<Purpose, "pay">): Template {
  return write(payout, purpose);
}

/** Positions of the keys that every message of ours begins with. */
const SETTLER = 0;
const RECEIPT = 1;
const TREASURY = 2;
const FIRST_ACCOUNT = 3;

const U64_MAX = (1n << 64n) - 1n;

/** Longer than any transaction may be, so that a longer one is refused by its length and not cut off. */
export const scratch = Buffer.alloc(V1_BYTES_MAX * 2);
/** Writes 64 bits several times faster than a Buffer does. */
export const scratchNumbers = new DataView(scratch.buffer, scratch.byteOffset);

/** Room for the settler's signature. */
const HEAD_BYTES = wireHeadBytes(1);

/**
 * Writes a message byte by byte, where the transaction has it. Our messages have one shape, so that no keys need to be
 * gathered, merged and sorted as in `compileMessage`, which takes longer than half a signature.
 *
 * Legacy: signatures, keys, and each instruction whole, two of them for the limit and its price. V1:
 * limits, keys, the heads of all instructions, then their contents, and the signatures last.
 */
function write(payout: Payout, purpose: Purpose): Template {
  const isPayment = purpose === "pay";
  const recipients = isPayment ? payout.recipients : [];
  const transfers = isPayment ? payout.transfers : [];
  const creates = isPayment && payout.createsAccounts ? recipients.length : 0;
  const format = isPayment ? payout.format : "legacy";
  const isLegacy = format === "legacy";
  const out = scratch.fill(0);
  let at = 0;
  /** Where the next instruction's head is written, in v1. */
  let head = 0;
  let blockhashAt = 0;
  let unitsAt = 0;
  let priceAt = 0;

  function bytes(value: Uint8Array): void {
    out.set(value, at);
    at += value.length;
  }
  /** Where what is filled in later begins. */
  function skip(byteCount: number): number {
    at += byteCount;
    return at - byteCount;
  }
  function ascii(text: string): void {
    at = writeAscii(out, text, at);
  }
  function u64(value: bigint): void {
    if (value < 0n || value > U64_MAX) throw new RangeError(`${value} does not fit in 64 bits.`);
    scratchNumbers.setBigUint64(at, value, true);
    at += 8;
  }
  function u32(value: number): void {
    scratchNumbers.setUint32(at, value, true);
    at += 4;
  }
  function calls(program: number, accountCount: number, byteCount: number): void {
    if (isLegacy) {
      out[at++] = program;
      out[at++] = accountCount;
      return;
    }
    out[head++] = program;
    out[head++] = accountCount;
    out[head++] = byteCount;
    out[head++] = 0;
  }
  /** After an instruction's accounts. */
  function length(byteCount: number): void {
    if (isLegacy) out[at++] = byteCount;
  }

  // Writable keys first, then read-only ones; only the settler signs.
  const firstWallet = FIRST_ACCOUNT + recipients.length;
  const system = firstWallet + creates;
  const budget = system + 1;
  const memo = isLegacy ? system + 2 : budget;
  const mint = memo + 1;
  const token = memo + 2;
  const associated = memo + 3;
  const keyCount = creates > 0 ? associated + 1 : associated;
  const instructionCount = (isLegacy ? 4 : 2) + creates + transfers.length;

  if (isLegacy) {
    out[0] = 1;
    at = HEAD_BYTES;
  } else out[at++] = V1_PREFIX;
  out[at++] = 1;
  out[at++] = 0;
  out[at++] = keyCount - firstWallet;
  if (isLegacy) out[at++] = keyCount;
  else {
    u32(V1_CONFIG.priorityFee | V1_CONFIG.units | V1_CONFIG.loadedBytes);
    blockhashAt = skip(32);
    out[at++] = instructionCount;
    out[at++] = keyCount;
  }
  bytes(payout.settler);
  bytes(payout.receipt.key);
  bytes(payout.treasury);
  for (const { tokenAccount } of recipients) bytes(tokenAccount);
  if (creates > 0) for (const { wallet } of recipients) bytes(wallet);
  bytes(SYSTEM_PROGRAM);
  if (isLegacy) bytes(COMPUTE_BUDGET_PROGRAM);
  bytes(MEMO_PROGRAM);
  bytes(payout.mint);
  bytes(TOKEN_PROGRAM);
  if (creates > 0) bytes(ASSOCIATED_TOKEN_PROGRAM);
  if (isLegacy) {
    blockhashAt = skip(32);
    out[at++] = instructionCount;
  } else {
    priceAt = skip(8);
    unitsAt = skip(4);
    u32(LOADED_BYTES_MAX);
    head = skip(instructionCount * 4);
  }

  const { seed } = payout.receipt;
  calls(system, 2, 92 + seed.length);
  out[at++] = SETTLER;
  out[at++] = RECEIPT;
  length(92 + seed.length);
  u32(3);
  bytes(payout.settler);
  u64(BigInt(seed.length));
  ascii(seed);
  const rentAt = skip(8);
  u64(0n);
  bytes(SYSTEM_PROGRAM);

  if (isLegacy) {
    calls(budget, 0, 5);
    length(5);
    out[at++] = 2;
    unitsAt = skip(4);
    calls(budget, 0, 9);
    length(9);
    out[at++] = 3;
    priceAt = skip(8);
  }

  for (let index = 0; index < creates; index += 1) {
    calls(associated, 6, 1);
    out[at++] = SETTLER;
    out[at++] = FIRST_ACCOUNT + index;
    out[at++] = firstWallet + index;
    out[at++] = mint;
    out[at++] = system;
    out[at++] = token;
    length(1);
    out[at++] = 1;
  }
  for (const { recipient, amount } of transfers) {
    if (amount <= 0n) throw new RangeError(`A transfer of ${amount} is no payment.`);
    calls(token, 4, 10);
    out[at++] = TREASURY;
    out[at++] = mint;
    out[at++] = FIRST_ACCOUNT + recipient;
    out[at++] = SETTLER;
    length(10);
    out[at++] = 12;
    u64(amount);
    out[at++] = payout.decimals;
  }

  const start = payout.of.memoStarts[purpose];
  const text = `${start}${payout.batch}:`;
  calls(memo, 0, text.length + TAG_LENGTH);
  length(text.length + TAG_LENGTH);
  ascii(text);
  const tagAt = skip(TAG_LENGTH);
  if (!isLegacy) skip(SIGNATURE_BYTES);
  checkWireLength(at, format);
  const written = Buffer.from(out.subarray(0, at));
  return { format, bytes: written, blockhashAt, unitsAt, priceAt, rentAt, tagAt };
}
