import { hash } from "node:crypto";

import { PublicKey } from "@solana/web3.js";

import { writeAscii } from "./ascii.ts";
import { base58Bytes, base58Encode } from "./base58.ts";

function program(address: string): Uint8Array {
  return base58Bytes(address, 32);
}

export const SYSTEM_PROGRAM = program("11111111111111111111111111111111");
/** The classic token program: no extension of Token-2022 can stop or tax a payment. */
export const TOKEN_PROGRAM = program("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
export const ASSOCIATED_TOKEN_PROGRAM = program("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
export const COMPUTE_BUDGET_PROGRAM = program("ComputeBudget111111111111111111111111111111");
export const MEMO_PROGRAM = program("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

/** The same people are paid every month, and asked about at every look: as many are remembered. */
const REMEMBERED_MAX = 4_096;
const onCurve = new Map<string, boolean>();
const tokenAddresses = new Map<string, Uint8Array>();

/** A wallet is on the curve: a key that can sign. Program addresses are off it by construction. */
export function isOnCurve(key: Uint8Array): boolean {
  return remembered(onCurve, textOf(key), () => PublicKey.isOnCurve(key));
}

/** Where a wallet's tokens of one mint are. Half a millisecond each, where it is not remembered. */
export function associatedTokenAddress(wallet: Uint8Array, mint: Uint8Array): Uint8Array {
  return remembered(tokenAddresses, textOf(wallet) + textOf(mint), () => {
    const [address] = PublicKey.findProgramAddressSync(
      [wallet, TOKEN_PROGRAM, mint],
      new PublicKey(ASSOCIATED_TOKEN_PROGRAM),
    );
    // The library's bytes lie in a pool of eight thousand, which would be kept with them.
    return Uint8Array.from(address.toBytes());
  });
}

function remembered<Value>(known: Map<string, Value>, key: string, find: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= REMEMBERED_MAX) known.clear();
  const value = find();
  known.set(key, value);
  return value;
}

function textOf(key: Uint8Array): string {
  return Buffer.prototype.latin1Slice.call(key);
}

/**
 * The address of an account created from a base key and a seed of ASCII, owned by the System
 * program.
 */
export function addressWithSeed(base: Uint8Array, seed: string): Uint8Array {
  const bytes = Buffer.allocUnsafe(base.length + seed.length + SYSTEM_PROGRAM.length);
  bytes.set(base, 0);
  writeAscii(bytes, seed, base.length);
  bytes.set(SYSTEM_PROGRAM, base.length + seed.length);
  // To text and back takes less than half as long as a buffer of its own memory.
  return Buffer.from(hash("sha256", bytes, "hex"), "hex");
}

export function addressText(key: Uint8Array): string {
  return base58Encode(key);
}
