import { assertWithin, feeOf, type Caps } from "../caps.ts";
import type { ParsedInstruction, ParsedWire } from "../chain/transaction/format.ts";
import { compileMessage, unsignedWire, type Instruction } from "../chain/transaction/message.ts";
import {
  COMPUTE_BUDGET_PROGRAM,
  MEMO_PROGRAM,
  SYSTEM_PROGRAM,
} from "../chain/transaction/programs.ts";
import { accountsOf, bytesOf, keyOf, parseWire } from "../chain/transaction/wire.ts";
import { PayoutMismatchError } from "../errors.ts";
import { tagOf } from "../payment-memo.ts";
import type { Fees } from "../payout-message.ts";
import type { Payout, Receipt } from "../payout.ts";

/** Receipts that one legacy transaction takes back beside its memo and limits: measured. */
export const RECEIPTS_MAX = 8;

/** A receipt whose rent goes back to the settler: all that it holds. */
export interface Refund {
  readonly receipt: Receipt;
  readonly lamports: bigint;
}

/** What one transaction takes back. */
export interface Reclaiming {
  readonly settler: Uint8Array;
  /** Whose receipts they are. */
  readonly of: Payout["of"];
  /** By which its memo tells it from the plan's others. */
  readonly attempt: number;
  readonly refunds: readonly Refund[];
}

/** Of the System program: https://docs.rs/solana-system-interface, `SystemInstruction`. */
const TRANSFER_WITH_SEED = 11;
const SEED_BYTES = 16;

/** The transaction that empties these receipts, or none of them; it is not signed yet. */
export function reclaimWire(reclaiming: Reclaiming, fees: Omit<Fees, "rentExempt">): Uint8Array {
  const { settler, refunds } = reclaiming;
  const memo = `${memoStartOf(reclaiming)}${tagOf(fees.ledgerHead)}`;
  const instructions: Instruction[] = [
    ...refunds.map(({ receipt, lamports }) => ({
      program: SYSTEM_PROGRAM,
      accounts: [
        { key: receipt.key, isSigner: false, isWritable: true },
        { key: settler, isSigner: true, isWritable: false },
        { key: settler, isSigner: true, isWritable: true },
      ],
      bytes: transferBytes(receipt, lamports),
    })),
    { program: COMPUTE_BUDGET_PROGRAM, accounts: [], bytes: unitsBytes(fees.units) },
    {
      program: COMPUTE_BUDGET_PROGRAM,
      accounts: [],
      bytes: priceBytes(fees.unitPriceMicroLamports),
    },
    { program: MEMO_PROGRAM, accounts: [], bytes: Buffer.from(memo) },
  ];
  return unsignedWire(compileMessage(settler, instructions, fees.blockhash));
}

export interface DecodedReclaim {
  /** In order; what each gives goes to the settler. */
  readonly refunds: readonly Refund[];
  readonly fees: { readonly units: number; readonly unitPriceMicroLamports: bigint };
  readonly memo: string;
}

/**
 * Reads from its bytes what a transaction takes back for its payer. Null where it does anything else
 * or anything besides: another recipient, another signer, another program.
 */
export function decodeReclaim(wire: Uint8Array): DecodedReclaim | null {
  const parsed = parseWire(wire);
  const { header, config } = parsed;
  if (config !== null || header.signers !== 1 || header.readonlySigners !== 0) return null;
  const instructions = [...parsed.instructions];
  const [units, price, memo] = instructions.splice(-3);
  if (units === undefined || price === undefined || memo === undefined) return null;
  const refunds = instructions.map((one) => refundOf(parsed, one));
  const limit = Buffer.from(bytesOf(parsed, units));
  const offered = Buffer.from(bytesOf(parsed, price));
  const isOurs =
    refunds.length > 0 &&
    refunds.every((refund) => refund !== null) &&
    isBy(parsed, units, COMPUTE_BUDGET_PROGRAM) &&
    isBy(parsed, price, COMPUTE_BUDGET_PROGRAM) &&
    isBy(parsed, memo, MEMO_PROGRAM) &&
    limit.length === 5 &&
    limit[0] === 2 &&
    offered.length === 9 &&
    offered[0] === 3;
  if (!isOurs) return null;
  return {
    refunds,
    fees: { units: limit.readUInt32LE(1), unitPriceMicroLamports: offered.readBigUInt64LE(1) },
    memo: Buffer.from(bytesOf(parsed, memo)).toString("latin1"),
  };
}

/** The same caps as of payments, asked of the bytes. */
export function assertReclaimFees(caps: Caps, { fees }: DecodedReclaim): void {
  assertWithin(caps, "units", BigInt(fees.units));
  assertWithin(caps, "unitPriceMicroLamports", fees.unitPriceMicroLamports);
  assertWithin(caps, "transactionFeeLamports", feeOf(fees));
}

/** Throws unless the bytes take back exactly these receipts, each whole, for the settler alone. */
export function assertReclaims(wire: Uint8Array, reclaiming: Reclaiming): DecodedReclaim {
  const decoded = decodeReclaim(wire);
  const { settler, refunds } = reclaiming;
  const isRight =
    decoded !== null &&
    Buffer.compare(keyOf(parseWire(wire), 0), settler) === 0 &&
    decoded.refunds.length === refunds.length &&
    decoded.refunds.every((one, index) => isSame(one, refunds[index])) &&
    decoded.memo.startsWith(memoStartOf(reclaiming));
  if (isRight) return decoded;
  throw new PayoutMismatchError(
    `The bytes that are to take back ${refunds.length} receipts do something else. They were not signed.`,
  );
}

function isSame(one: Refund, other: Refund | undefined): boolean {
  return (
    other !== undefined &&
    one.lamports === other.lamports &&
    one.receipt.seed === other.receipt.seed &&
    Buffer.compare(one.receipt.key, other.receipt.key) === 0
  );
}

function memoStartOf({ of, attempt }: Reclaiming): string {
  return `${of.memoStarts.reclaim}${attempt}:`;
}

function refundOf(parsed: ParsedWire, one: ParsedInstruction): Refund | null {
  const [from = 0, base, to] = accountsOf(parsed, one);
  const bytes = Buffer.from(bytesOf(parsed, one));
  const isOurs =
    isBy(parsed, one, SYSTEM_PROGRAM) &&
    one.accountCount === 3 &&
    base === 0 &&
    to === 0 &&
    bytes.length === 4 + 8 + 8 + SEED_BYTES + 32 &&
    bytes.readUInt32LE(0) === TRANSFER_WITH_SEED &&
    bytes.readBigUInt64LE(12) === BigInt(SEED_BYTES) &&
    Buffer.compare(bytes.subarray(36), SYSTEM_PROGRAM) === 0;
  if (!isOurs) return null;
  const seed = bytes.toString("latin1", 20, 36);
  return { receipt: { seed, key: keyOf(parsed, from) }, lamports: bytes.readBigUInt64LE(4) };
}

function isBy(parsed: ParsedWire, { program }: ParsedInstruction, key: Uint8Array): boolean {
  return Buffer.compare(keyOf(parsed, program), key) === 0;
}

function transferBytes({ seed }: Receipt, lamports: bigint): Uint8Array {
  const head = Buffer.alloc(20);
  head.writeUInt32LE(TRANSFER_WITH_SEED, 0);
  head.writeBigUInt64LE(lamports, 4);
  head.writeBigUInt64LE(BigInt(seed.length), 12);
  return Buffer.concat([head, Buffer.from(seed, "latin1"), SYSTEM_PROGRAM]);
}

function unitsBytes(units: number): Uint8Array {
  const bytes = Buffer.alloc(5);
  bytes[0] = 2;
  bytes.writeUInt32LE(units, 1);
  return bytes;
}

function priceBytes(microLamports: bigint): Uint8Array {
  const bytes = Buffer.alloc(9);
  bytes[0] = 3;
  bytes.writeBigUInt64LE(microLamports, 1);
  return bytes;
}
