import {
  ASSOCIATED_TOKEN_PROGRAM,
  COMPUTE_BUDGET_PROGRAM,
  MEMO_PROGRAM,
  SYSTEM_PROGRAM,
  TOKEN_PROGRAM,
} from "./programs.ts";
import type { AccountUse, Instruction } from "./message.ts";

// The few instructions we need are written here, because the token library encodes 2^64 as 0 and
// −1 as 1 without a word. The tests compare each with a known good encoder's bytes.

const U64_MAX = (1n << 64n) - 1n;

function writable(key: Uint8Array, isSigner = false): AccountUse {
  return { key, isSigner, isWritable: true };
}

function readonly(key: Uint8Array, isSigner = false): AccountUse {
  return { key, isSigner, isWritable: false };
}

export function u64(value: bigint): bigint {
  if (value < 0n || value > U64_MAX) throw new RangeError(`${value} does not fit in 64 bits.`);
  return value;
}

export function transferChecked(transfer: {
  source: Uint8Array;
  mint: Uint8Array;
  destination: Uint8Array;
  authority: Uint8Array;
  amount: bigint;
  decimals: number;
}): Instruction {
  if (transfer.amount === 0n) throw new RangeError("A transfer of nothing is not a payment.");
  const bytes = Buffer.allocUnsafe(10);
  bytes[0] = 12;
  bytes.writeBigUInt64LE(u64(transfer.amount), 1);
  bytes[9] = transfer.decimals;
  return {
    program: TOKEN_PROGRAM,
    accounts: [
      writable(transfer.source),
      readonly(transfer.mint),
      writable(transfer.destination),
      readonly(transfer.authority, true),
    ],
    bytes,
  };
}

export function createTokenAccountIdempotent(account: {
  payer: Uint8Array;
  address: Uint8Array;
  wallet: Uint8Array;
  mint: Uint8Array;
}): Instruction {
  return {
    program: ASSOCIATED_TOKEN_PROGRAM,
    accounts: [
      writable(account.payer, true),
      writable(account.address),
      readonly(account.wallet),
      readonly(account.mint),
      readonly(SYSTEM_PROGRAM),
      readonly(TOKEN_PROGRAM),
    ],
    bytes: Uint8Array.of(1),
  };
}

/** Creates an empty account of the System program whose base key is the payer itself. */
export function createAccountWithSeed(account: {
  payer: Uint8Array;
  address: Uint8Array;
  seed: string;
  lamports: bigint;
}): Instruction {
  const seed = Buffer.from(account.seed, "ascii");
  const bytes = Buffer.alloc(4 + 32 + 8 + seed.length + 8 + 8 + 32);
  bytes.writeUInt32LE(3, 0);
  bytes.set(account.payer, 4);
  bytes.writeBigUInt64LE(BigInt(seed.length), 36);
  bytes.set(seed, 44);
  bytes.writeBigUInt64LE(u64(account.lamports), 44 + seed.length);
  // Zero bytes of space and the owner, which is the System program's all-zero address, remain.
  return {
    program: SYSTEM_PROGRAM,
    accounts: [writable(account.payer, true), writable(account.address)],
    bytes,
  };
}

export function memo(text: string): Instruction {
  return { program: MEMO_PROGRAM, accounts: [], bytes: Buffer.from(text, "ascii") };
}

export function computeUnitLimit(units: number): Instruction {
  const bytes = Buffer.alloc(5);
  bytes[0] = 2;
  bytes.writeUInt32LE(units, 1);
  return { program: COMPUTE_BUDGET_PROGRAM, accounts: [], bytes };
}

/** Micro-lamports for each unit of the limit, used or not. */
export function computeUnitPrice(microLamports: bigint): Instruction {
  const bytes = Buffer.alloc(9);
  bytes[0] = 3;
  bytes.writeBigUInt64LE(u64(microLamports), 1);
  return { program: COMPUTE_BUDGET_PROGRAM, accounts: [], bytes };
}
