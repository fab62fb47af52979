import {
  addressText,
  SYSTEM_PROGRAM,
  TOKEN_PROGRAM,
} from "../../activities/settlement/chain/transaction/programs.ts";
import type { ChainAccount } from "../../activities/settlement/chain/port.ts";

export const SYSTEM = addressText(SYSTEM_PROGRAM);
export const TOKEN = addressText(TOKEN_PROGRAM);
const TOKEN_BYTES = 165;

/** What a token account holds, as the classic token program lays it out. */
export interface Tokens {
  readonly mint: Uint8Array;
  readonly owner: Uint8Array;
  readonly amount: bigint;
  /** 1: initialised, 2: frozen. */
  readonly state: number;
}

/** Lamports a byte and account: as LiteSVM 1.5.0 has them, so that both worlds cost the same. */
export function rentOf(byteCount: number): bigint {
  return BigInt(byteCount + 128) * 6_960n;
}

export function tokensOf(account: ChainAccount | null): Tokens | null {
  if (account?.owner !== TOKEN || account.bytes.length !== TOKEN_BYTES) return null;
  const bytes = Buffer.from(account.bytes);
  return {
    mint: bytes.subarray(0, 32),
    owner: bytes.subarray(32, 64),
    amount: bytes.readBigUInt64LE(64),
    state: bytes[108] ?? 0,
  };
}

export function tokenAccount({ mint, owner, amount, state }: Tokens, lamports: bigint) {
  const bytes = Buffer.alloc(TOKEN_BYTES);
  bytes.set(mint, 0);
  bytes.set(owner, 32);
  bytes.writeBigUInt64LE(amount, 64);
  bytes[108] = state;
  return { lamports, owner: TOKEN, isExecutable: false, bytes };
}

/** Without a mint authority and without one that freezes: the supply is fixed. */
export function mintAccount(decimals: number, supply: bigint): ChainAccount {
  const bytes = Buffer.alloc(82);
  bytes.writeBigUInt64LE(supply, 36);
  bytes[44] = decimals;
  bytes[45] = 1;
  return { lamports: rentOf(82), owner: TOKEN, isExecutable: false, bytes };
}

export function plainAccount(lamports: bigint): ChainAccount {
  return { lamports, owner: SYSTEM, isExecutable: false, bytes: new Uint8Array() };
}
