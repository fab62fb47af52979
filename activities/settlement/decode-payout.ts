import {
  ASSOCIATED_TOKEN_PROGRAM,
  COMPUTE_BUDGET_PROGRAM,
  MEMO_PROGRAM,
  SYSTEM_PROGRAM,
  TOKEN_PROGRAM,
} from "./chain/transaction/programs.ts";
import {
  accountsOf,
  bytesOf,
  parseWire,
  type ParsedInstruction,
  type ParsedWire,
} from "./chain/transaction/wire.ts";
import { PayoutMismatchError } from "./errors.ts";
import type { Payout, Recipient } from "./payout.ts";

/** What the bytes of a transaction do, read from nothing but the bytes. */
export interface DecodedPayout {
  readonly payer: Uint8Array;
  readonly receipt: {
    readonly key: Uint8Array;
    readonly seed: string;
    readonly lamports: bigint;
  };
  readonly payments: readonly DecodedPayment[];
  readonly created: readonly DecodedCreation[];
  readonly memo: string;
  /** Keys that the transaction may change, the payer among them. */
  readonly writableCount: number;
}

export interface DecodedCreation {
  readonly mint: Uint8Array;
  readonly wallet: Uint8Array;
  readonly tokenAccount: Uint8Array;
}

export interface DecodedPayment {
  readonly source: Uint8Array;
  readonly mint: Uint8Array;
  readonly tokenAccount: Uint8Array;
  readonly authority: Uint8Array;
  readonly amount: bigint;
  readonly decimals: number;
}

/**
 * Reads a payment or a void of ours back from its bytes. Whatever we would not have written
 * (another program, another instruction, a second signer) is an error and not left out: what is
 * not understood is not signed.
 */
export function decodePayout(wire: Uint8Array): DecodedPayout {
  const parsed = parseWire(wire);
  const { header, keys } = parsed;
  if (header.signers !== 1 || header.readonlySigners !== 0) throw unread("it has other signers");
  const payments: DecodedPayment[] = [];
  const created: DecodedCreation[] = [];
  let receipt: DecodedPayout["receipt"] | null = null;
  let memo: string | null = null;
  /** Which of its keys is the token program, once it has been compared. */
  let token = -1;

  for (const instruction of parsed.instructions) {
    const program = keyAt(parsed, instruction.program);
    if (memo !== null) throw unread("an instruction follows the memo");
    if (instruction.program === token || isSame(program, TOKEN_PROGRAM)) {
      token = instruction.program;
      payments.push(paymentOf(parsed, instruction));
    } else if (isSame(program, ASSOCIATED_TOKEN_PROGRAM))
      created.push(creationOf(parsed, instruction));
    else if (isSame(program, MEMO_PROGRAM)) memo = latin1(bytesOf(parsed, instruction));
    else if (isSame(program, SYSTEM_PROGRAM)) {
      if (receipt !== null) throw unread("it has two receipts");
      receipt = receiptOf(parsed, instruction);
    } else if (!isSame(program, COMPUTE_BUDGET_PROGRAM)) throw unread("it calls another program");
  }
  if (receipt === null || memo === null) throw unread("it has no receipt or no memo");
  const writableCount = keys.length - header.readonlyOthers;
  return { payer: keyAt(parsed, 0), receipt, payments, created, memo, writableCount };
}

/** Throws unless the bytes pay exactly the plan's lines of this batch, in order, and nothing else. */
export function assertPays(wire: Uint8Array, payout: Payout): DecodedPayout {
  const decoded = decodePayout(wire);
  assertGuard(decoded, payout, payout.memo, payout.recipients.length);
  const { payments, created } = decoded;
  if (payments.length !== payout.transfers.length) {
    throw mismatch(payout, `it makes ${payments.length} transfers, not ${payout.transfers.length}`);
  }
  const [first] = payments;
  if (
    first !== undefined &&
    !(
      isSame(first.source, payout.treasury) &&
      isSame(first.mint, payout.mint) &&
      isSame(first.authority, payout.settler)
    )
  ) {
    throw mismatch(payout, "it pays from elsewhere or another token");
  }
  // An iterator would take as long as the comparison.
  for (let index = 0; index < payments.length; index += 1) {
    const payment = payments[index];
    const transfer = payout.transfers[index];
    const recipient = payout.recipients[transfer?.recipient ?? -1];
    const isRight =
      payment !== undefined &&
      transfer !== undefined &&
      recipient !== undefined &&
      payment.amount === transfer.amount &&
      payment.decimals === payout.decimals &&
      isSame(payment.tokenAccount, recipient.tokenAccount) &&
      // One key of a message is one object, so that only the first transfer's are compared.
      payment.source === first?.source &&
      payment.mint === first?.mint &&
      payment.authority === first?.authority;
    if (!isRight)
      throw mismatch(payout, `transfer ${index} is not that of line ${transfer?.lineId}`);
  }
  for (const [index, { mint, wallet, tokenAccount }] of created.entries()) {
    const isOf = (one: Recipient | undefined) =>
      one !== undefined && isSame(one.wallet, wallet) && isSame(one.tokenAccount, tokenAccount);
    // They come in the order of the recipients, as we write them.
    const isRecipient = isOf(payout.recipients[index]) || payout.recipients.some(isOf);
    if (!isRecipient || !isSame(mint, payout.mint))
      throw mismatch(payout, "it creates an account of somebody else");
  }
  if (!payout.createsAccounts && created.length > 0) throw mismatch(payout, "it creates accounts");
  return decoded;
}

/** Throws unless the bytes take this batch's receipt and pay nothing. */
export function assertVoids(wire: Uint8Array, payout: Payout): DecodedPayout {
  const decoded = decodePayout(wire);
  assertGuard(decoded, payout, payout.voidMemo, 0);
  if (decoded.payments.length > 0 || decoded.created.length > 0) {
    throw mismatch(payout, "it pays although it should void");
  }
  return decoded;
}

function assertGuard(
  decoded: DecodedPayout,
  payout: Payout,
  memo: string,
  recipientCount: number,
): void {
  // The settler, the receipt and the treasury, and whoever is paid.
  if (decoded.writableCount !== 3 + recipientCount) throw mismatch(payout, "it may change more");
  if (!isSame(decoded.payer, payout.settler)) throw mismatch(payout, "another key pays");
  const { seed, key } = decoded.receipt;
  if (seed !== payout.receipt.seed || !isSame(key, payout.receipt.key)) {
    throw mismatch(payout, "the receipt is another");
  }
  if (decoded.memo !== memo) throw mismatch(payout, `the memo is "${decoded.memo}", not "${memo}"`);
}

function paymentOf(parsed: ParsedWire, instruction: ParsedInstruction): DecodedPayment {
  const { wire, view } = parsed;
  const { accountsAt, accountCount, bytesAt, byteCount } = instruction;
  if (byteCount !== 10 || wire[bytesAt] !== 12 || accountCount !== 4) {
    throw unread("a token instruction is no checked transfer");
  }
  return {
    source: keyAt(parsed, wire[accountsAt]),
    mint: keyAt(parsed, wire[accountsAt + 1]),
    tokenAccount: keyAt(parsed, wire[accountsAt + 2]),
    authority: keyAt(parsed, wire[accountsAt + 3]),
    amount: view.getBigUint64(bytesAt + 1, true),
    decimals: wire[bytesAt + 9] ?? 0,
  };
}

function creationOf(parsed: ParsedWire, instruction: ParsedInstruction) {
  const accounts = accountsOf(parsed, instruction);
  const bytes = bytesOf(parsed, instruction);
  if (bytes.length !== 1 || bytes[0] !== 1 || accounts.length !== 6) {
    throw unread("a token account is not created idempotently");
  }
  const [payer, tokenAccount, wallet, mint, system, token] = accounts;
  if (
    payer !== 0 ||
    !isSame(keyAt(parsed, system), SYSTEM_PROGRAM) ||
    !isSame(keyAt(parsed, token), TOKEN_PROGRAM)
  ) {
    throw unread("a token account is created by another program or payer");
  }
  return {
    mint: keyAt(parsed, mint),
    tokenAccount: keyAt(parsed, tokenAccount),
    wallet: keyAt(parsed, wallet),
  };
}

/** The bytes after a seed of 16 characters: lamports, no space, the System program as owner. */
function receiptOf(parsed: ParsedWire, instruction: ParsedInstruction) {
  const accounts = accountsOf(parsed, instruction);
  const bytes = bytesOf(parsed, instruction);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isOurs =
    bytes.length === 108 &&
    accounts.length === 2 &&
    accounts[0] === 0 &&
    view.getUint32(0, true) === 3 &&
    view.getBigUint64(36, true) === 16n &&
    view.getBigUint64(68, true) === 0n &&
    isSame(bytes.subarray(4, 36), keyAt(parsed, 0)) &&
    isSame(bytes.subarray(76), SYSTEM_PROGRAM);
  if (!isOurs) throw unread("a system instruction creates no receipt");
  const seed = latin1(bytes.subarray(44, 60));
  return { key: keyAt(parsed, accounts[1]), seed, lamports: view.getBigUint64(60, true) };
}

function keyAt({ keys }: ParsedWire, index: number | undefined): Uint8Array {
  const key = index === undefined ? undefined : keys[index];
  if (key === undefined) throw unread("it names a key that is not there");
  return key;
}

/** Without a copy of the bytes. */
function latin1(bytes: Uint8Array): string {
  return Buffer.prototype.latin1Slice.call(bytes);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  // For 32 bytes a loop is faster than the call into the native comparison.
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

function unread(found: string): PayoutMismatchError {
  return new PayoutMismatchError(`A transaction is no payment of ours: ${found}.`);
}

function mismatch({ batch }: Payout, found: string): PayoutMismatchError {
  return new PayoutMismatchError(`The bytes of batch ${batch} differ from its plan: ${found}.`);
}
