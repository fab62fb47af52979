import {
  ASSOCIATED_TOKEN_PROGRAM,
  COMPUTE_BUDGET_PROGRAM,
  MEMO_PROGRAM,
  SYSTEM_PROGRAM,
  TOKEN_PROGRAM,
} from "./chain/transaction/programs.ts";
import { KEY_BYTES } from "./chain/transaction/format.ts";
import type { ParsedInstruction, ParsedWire, V1Config } from "./chain/transaction/format.ts";
import { bytesOf, keyOf, parseWire } from "./chain/transaction/wire.ts";
import { PayoutMismatchError } from "./errors.ts";
import { parseMemo, TAG_LENGTH, type Purpose } from "./payment-memo.ts";
import type { Payout } from "./payout.ts";

/** The first signer pays for the transaction. */
const PAYER = 0;
/** Settler, receipt and treasury come before those who are paid. */
const FIRST_ACCOUNT = 3;

/** A key by its index in the transaction: `keyOf` gives its bytes. */
export type KeyIndex = number;

/** What the bytes of a transaction do, read from nothing but the bytes. */
export interface DecodedPayout {
  readonly parsed: ParsedWire;
  readonly receipt: {
    readonly key: KeyIndex;
    readonly seed: string;
    readonly lamports: bigint;
  };
  /** What the bytes ask the chain to charge. */
  readonly fees: { readonly units: number; readonly unitPriceMicroLamports: bigint };
  readonly payments: readonly DecodedPayment[];
  readonly created: readonly DecodedCreation[];
  readonly memo: string;
  /** Keys that the transaction may change, the payer among them. */
  readonly writableCount: number;
}

export interface DecodedCreation {
  readonly mint: KeyIndex;
  readonly wallet: KeyIndex;
  readonly tokenAccount: KeyIndex;
  readonly system: KeyIndex;
  readonly token: KeyIndex;
}

export interface DecodedPayment {
  readonly source: KeyIndex;
  readonly mint: KeyIndex;
  readonly tokenAccount: KeyIndex;
  readonly authority: KeyIndex;
  /** Where its amount stands: as a number of its own each would take memory. */
  readonly amountAt: number;
  readonly decimals: number;
}

/** In base units. */
export function amountOf({ view }: ParsedWire, { amountAt }: DecodedPayment): bigint {
  return view.getBigUint64(amountAt, true);
}

/**
 * Reads a payment or a void of ours back from its bytes. Whatever we would not have written
 * (another program, another instruction, a second signer) is an error and not left out: what is
 * not understood is not signed.
 */
export function decodePayout(wire: Uint8Array): DecodedPayout {
  const parsed = parseWire(wire);
  const { header, config } = parsed;
  if (header.signers !== 1 || header.readonlySigners !== 0) throw unread("it has other signers");
  const payments: DecodedPayment[] = [];
  const created: DecodedCreation[] = [];
  let receipt: DecodedPayout["receipt"] | null = null;
  let memo: string | null = null;
  let units = config === null ? null : config.units;
  let price = config === null ? null : priceFrom(config);
  /** Which of its keys is the token program, once it has been compared; and the one that creates. */
  let token = -1;
  let associated = -1;

  for (const instruction of parsed.instructions) {
    const { program } = instruction;
    if (memo !== null) throw unread("an instruction follows the memo");
    if (program === token || isKey(parsed, program, TOKEN_PROGRAM)) {
      token = program;
      payments.push(paymentOf(parsed, instruction));
    } else if (program === associated || isKey(parsed, program, ASSOCIATED_TOKEN_PROGRAM)) {
      associated = program;
      created.push(creationOf(parsed, instruction, created[0]));
    } else if (isKey(parsed, program, MEMO_PROGRAM)) memo = latin1(bytesOf(parsed, instruction));
    else if (isKey(parsed, program, SYSTEM_PROGRAM)) {
      if (receipt !== null) throw unread("it has two receipts");
      receipt = receiptOf(parsed, instruction);
    } else if (!isKey(parsed, program, COMPUTE_BUDGET_PROGRAM)) {
      throw unread("it calls another program");
    } else if (units === null) units = unitsOf(parsed, instruction);
    else if (price === null) price = priceOf(parsed, instruction);
    else throw unread("it sets a limit or a price twice");
  }
  if (receipt === null || memo === null) throw unread("it has no receipt or no memo");
  if (units === null || price === null) throw unread("it has no limit or no price");
  const writableCount = parsed.keyCount - header.readonlyOthers;
  const fees = { units, unitPriceMicroLamports: price };
  return { parsed, receipt, fees, payments, created, memo, writableCount };
}

/** The lowest price of a unit that comes to the fee: v1 states what is paid, not its price. */
function priceFrom({ priorityLamports, units, loadedBytes, heapBytes }: V1Config): bigint {
  if (priorityLamports === null || units === null || units === 0 || loadedBytes === null)
    throw unread("it leaves a limit out, which counts as nothing");
  if (heapBytes !== null) throw unread("it asks for more memory");
  if (priorityLamports === 0n) return 0n;
  return ((priorityLamports - 1n) * MICRO) / BigInt(units) + 1n;
}

const MICRO = 1_000_000n;

/** No key is as short. */
const NOBODY = new Uint8Array();

/** Throws unless the bytes pay exactly the plan's lines of this batch, in order, and nothing else. */
export function assertPays(wire: Uint8Array, payout: Payout): DecodedPayout {
  const decoded = decodePayout(wire);
  assertGuard(decoded, payout, "pay", payout.recipients.length);
  const { parsed, payments, created } = decoded;
  if (payments.length !== payout.transfers.length) {
    throw mismatch(payout, `it makes ${payments.length} transfers, not ${payout.transfers.length}`);
  }
  const [first] = payments;
  if (
    first !== undefined &&
    !(
      isKey(parsed, first.source, payout.treasury) &&
      isKey(parsed, first.mint, payout.mint) &&
      isKey(parsed, first.authority, payout.settler)
    )
  ) {
    throw mismatch(payout, "it pays from elsewhere or another token");
  }
  // As we write them, the keys of all that are paid follow each other: they are compared at once.
  const areInOrder = isAt(parsed.wire, keyAt(parsed, FIRST_ACCOUNT), payout.tokenAccounts);
  // An iterator would take as long as the comparison.
  for (let index = 0; index < payments.length; index += 1) {
    const payment = payments[index];
    const place = payout.places[index];
    const isRight =
      payment !== undefined &&
      place !== undefined &&
      amountOf(parsed, payment) === payout.amounts[index] &&
      payment.decimals === payout.decimals &&
      (areInOrder
        ? payment.tokenAccount === FIRST_ACCOUNT + place
        : isKey(parsed, payment.tokenAccount, payout.recipients[place]?.tokenAccount ?? NOBODY)) &&
      // The same index is the same key, so that only the first transfer's are compared.
      payment.source === first?.source &&
      payment.mint === first?.mint &&
      payment.authority === first?.authority;
    if (!isRight)
      throw mismatch(
        payout,
        `transfer ${index} is not that of line ${payout.transfers[index]?.lineId}`,
      );
  }
  for (let index = 0; index < created.length; index += 1) {
    const { mint, wallet, tokenAccount } = created[index] as DecodedCreation;
    // They come in the order of the recipients, as we write them.
    const isRecipient =
      areInOrder && tokenAccount === FIRST_ACCOUNT + index
        ? isKey(parsed, wallet, payout.recipients[index]?.wallet ?? NOBODY)
        : payout.recipients.some(
            (one) =>
              isKey(parsed, wallet, one.wallet) && isKey(parsed, tokenAccount, one.tokenAccount),
          );
    if (!isRecipient || !(mint === first?.mint || isKey(parsed, mint, payout.mint)))
      throw mismatch(payout, "it creates an account of somebody else");
  }
  if (!payout.createsAccounts && created.length > 0) throw mismatch(payout, "it creates accounts");
  return decoded;
}

/** Throws unless the bytes take this batch's receipt and pay nothing. */
export function assertVoids(wire: Uint8Array, payout: Payout): DecodedPayout {
  return assertEmpty(wire, payout, "void");
}

/** Throws unless the bytes take this opening's receipt for its plan and pay nothing. */
export function assertOpens(wire: Uint8Array, opening: Payout): DecodedPayout {
  return assertEmpty(wire, opening, "open");
}

/** Throws unless the bytes make this mark, which closes its plan, and pay nothing. */
export function assertCloses(wire: Uint8Array, closing: Payout): DecodedPayout {
  return assertEmpty(wire, closing, "close");
}

function assertEmpty(
  wire: Uint8Array,
  payout: Payout,
  purpose: Exclude<Purpose, "pay">,
): DecodedPayout {
  const decoded = decodePayout(wire);
  assertGuard(decoded, payout, purpose, 0);
  if (decoded.payments.length > 0 || decoded.created.length > 0) {
    throw mismatch(payout, `it pays although it should ${purpose}`);
  }
  return decoded;
}

function assertGuard(
  decoded: DecodedPayout,
  payout: Payout,
  purpose: Purpose,
  recipientCount: number,
): void {
  // The settler, the receipt and the treasury, and whoever is paid.
  if (decoded.writableCount !== 3 + recipientCount) throw mismatch(payout, "it may change more");
  const { parsed } = decoded;
  if (!isKey(parsed, PAYER, payout.settler)) throw mismatch(payout, "another key pays");
  const { seed, key } = decoded.receipt;
  if (seed !== payout.receipt.seed || !isKey(parsed, key, payout.receipt.key)) {
    throw mismatch(payout, "the receipt is another");
  }
  if (!isMemoOf(decoded.memo, payout, purpose)) {
    throw mismatch(payout, `the memo is "${decoded.memo}", not that of its ${purpose}`);
  }
}

/** Whatever the ledger's head was: it says how old a ledger is, and nothing of what is paid. */
function isMemoOf(memo: string, { of, batch, memoBatch }: Payout, purpose: Purpose): boolean {
  const start = of.memoStarts[purpose];
  // What we write today; to take a memo apart takes longer than all the other comparisons.
  const isToday =
    memo.length === start.length + memoBatch.length + TAG_LENGTH &&
    memo.startsWith(start) &&
    memo.startsWith(memoBatch, start.length);
  if (isToday) return true;
  const read = parseMemo(memo);
  return (
    read !== null &&
    read.purpose === purpose &&
    read.batch === batch &&
    (read.period ?? of.period) === of.period &&
    of.digest.startsWith(read.digest)
  );
}

function unitsOf({ wire, view }: ParsedWire, { bytesAt, byteCount }: ParsedInstruction): number {
  if (byteCount !== 5 || wire[bytesAt] !== 2) throw unread("it sets no limit of compute units");
  return view.getUint32(bytesAt + 1, true);
}

function priceOf({ wire, view }: ParsedWire, { bytesAt, byteCount }: ParsedInstruction): bigint {
  if (byteCount !== 9 || wire[bytesAt] !== 3) throw unread("it sets no price of compute units");
  return view.getBigUint64(bytesAt + 1, true);
}

function paymentOf({ wire }: ParsedWire, instruction: ParsedInstruction): DecodedPayment {
  const { accountsAt, accountCount, bytesAt, byteCount } = instruction;
  if (byteCount !== 10 || wire[bytesAt] !== 12 || accountCount !== 4) {
    throw unread("a token instruction is no checked transfer");
  }
  return {
    source: wire[accountsAt] as KeyIndex,
    mint: wire[accountsAt + 1] as KeyIndex,
    tokenAccount: wire[accountsAt + 2] as KeyIndex,
    authority: wire[accountsAt + 3] as KeyIndex,
    amountAt: bytesAt + 1,
    decimals: wire[bytesAt + 9] ?? 0,
  };
}

function creationOf(
  parsed: ParsedWire,
  { accountsAt, accountCount, bytesAt, byteCount }: ParsedInstruction,
  first: DecodedCreation | undefined,
): DecodedCreation {
  const { wire } = parsed;
  if (byteCount !== 1 || wire[bytesAt] !== 1 || accountCount !== 6) {
    throw unread("a token account is not created idempotently");
  }
  const system = wire[accountsAt + 4] as KeyIndex;
  const token = wire[accountsAt + 5] as KeyIndex;
  // The same index is the same key, so that only the first one's are compared.
  const areKnown = system === first?.system && token === first.token;
  if (
    wire[accountsAt] !== PAYER ||
    !(areKnown || (isKey(parsed, system, SYSTEM_PROGRAM) && isKey(parsed, token, TOKEN_PROGRAM)))
  ) {
    throw unread("a token account is created by another program or payer");
  }
  return {
    tokenAccount: wire[accountsAt + 1] as KeyIndex,
    wallet: wire[accountsAt + 2] as KeyIndex,
    mint: wire[accountsAt + 3] as KeyIndex,
    system,
    token,
  };
}

/** The bytes after a seed of 16 characters: lamports, no space, the System program as owner. */
function receiptOf(parsed: ParsedWire, instruction: ParsedInstruction) {
  const { wire, view } = parsed;
  const { accountsAt, accountCount, bytesAt, byteCount } = instruction;
  const isOurs =
    byteCount === 108 &&
    accountCount === 2 &&
    wire[accountsAt] === PAYER &&
    view.getUint32(bytesAt, true) === 3 &&
    view.getBigUint64(bytesAt + 36, true) === 16n &&
    view.getBigUint64(bytesAt + 68, true) === 0n &&
    isAt(wire, bytesAt + 4, keyOf(parsed, PAYER)) &&
    isAt(wire, bytesAt + 76, SYSTEM_PROGRAM);
  if (!isOurs) throw unread("a system instruction creates no receipt");
  const seed = latin1(wire.subarray(bytesAt + 44, bytesAt + 60));
  const lamports = view.getBigUint64(bytesAt + 60, true);
  return { key: wire[accountsAt + 1] as KeyIndex, seed, lamports };
}

/** Without a copy of the bytes. */
function latin1(bytes: Uint8Array): string {
  return Buffer.prototype.latin1Slice.call(bytes);
}

function isKey(parsed: ParsedWire, index: KeyIndex, key: Uint8Array): boolean {
  return key.length === KEY_BYTES && isAt(parsed.wire, keyAt(parsed, index), key);
}

function keyAt({ keysAt }: ParsedWire, index: KeyIndex): number {
  return keysAt + index * KEY_BYTES;
}

function isAt(wire: Uint8Array, at: number, bytes: Uint8Array): boolean {
  if (bytes.length > KEY_BYTES) return equals(bytes, wire.subarray(at, at + bytes.length));
  // For 32 bytes a loop is faster than the call into the native comparison.
  for (let index = 0; index < bytes.length; index += 1)
    if (wire[at + index] !== bytes[index]) return false;
  return true;
}

const equals = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

function unread(found: string): PayoutMismatchError {
  return new PayoutMismatchError(`A transaction is no payment of ours: ${found}.`);
}

function mismatch({ batch }: Payout, found: string): PayoutMismatchError {
  return new PayoutMismatchError(`The bytes of batch ${batch} differ from its plan: ${found}.`);
}
