import { setImmediate as othersTurn } from "node:timers/promises";

import { base58Bytes } from "./chain/transaction/base58.ts";
import type { ChainAccount, ChainPort } from "./chain/port.ts";
import {
  addressText,
  associatedTokenAddress,
  isOnCurve,
  SYSTEM_PROGRAM,
  TOKEN_PROGRAM,
} from "./chain/transaction/programs.ts";

const WALLETS_A_TURN = 16;

export const TOKEN_ACCOUNT_BYTES = 165;

const SYSTEM = addressText(SYSTEM_PROGRAM);
const TOKEN = addressText(TOKEN_PROGRAM);
const FROZEN = 2;

export interface TokenAccount {
  readonly mint: string;
  readonly owner: string;
  readonly amount: bigint;
  readonly isFrozen: boolean;
  /** Who may spend of it beside its owner; null where nobody may. */
  readonly delegate: string | null;
  /** The base units that the delegate may still spend. */
  readonly allowance: bigint;
  /** Who may close it once it is empty, where that is not its owner. */
  readonly closeAuthority: string | null;
}

/**
 * Null for an account that holds no classic token.
 *
 * Layout: spl-token's `Account::LEN`, https://docs.rs/spl-token/latest/spl_token/state/struct.Account.html
 */
export function tokenAccountOf(account: ChainAccount | null): TokenAccount | null {
  if (account?.owner !== TOKEN || account.bytes.length !== TOKEN_ACCOUNT_BYTES) return null;
  const bytes = Buffer.from(account.bytes);
  const optionalAt = (at: number) =>
    bytes.readUInt32LE(at) === 0 ? null : addressText(bytes.subarray(at + 4, at + 36));
  const delegate = optionalAt(72);
  return {
    mint: addressText(bytes.subarray(0, 32)),
    owner: addressText(bytes.subarray(32, 64)),
    amount: bytes.readBigUInt64LE(64),
    isFrozen: bytes[108] === FROZEN,
    delegate,
    allowance: delegate === null ? 0n : bytes.readBigUInt64LE(121),
    closeAuthority: optionalAt(129),
  };
}

export interface Recipients {
  readonly mint: string;
  readonly settler: string;
  /** Wallets whose token account is there already, and those for whom it is created. */
  readonly wallets: ReadonlyMap<string, { readonly isCreated: boolean }>;
}

/**
 * Why tokens sent to a wallet would be lost or refused, by wallet; empty when all is well. What
 * the chain would accept and keep for ever (a program, a token account, a mint) is named too.
 */
export async function recipientProblems(
  chain: Pick<ChainPort, "accounts">,
  { mint, settler, wallets }: Recipients,
): Promise<ReadonlyMap<string, string>> {
  const problems = new Map<string, string>();
  const sound: string[] = [];
  let looked = 0;
  for (const wallet of wallets.keys()) {
    looked += 1;
    if (looked % WALLETS_A_TURN === 0) await othersTurn();
    const problem = wallet === settler ? "it is the settler itself" : formProblem(wallet);
    if (problem === null) sound.push(wallet);
    else problems.set(wallet, problem);
  }
  const addresses = await tokenAddresses(sound, mint);
  const own = await chain.accounts(sound, "finalized");
  const tokens = await chain.accounts(addresses, "finalized");
  sound.forEach((wallet, index) => {
    const isCreated = wallets.get(wallet)?.isCreated ?? false;
    const problem =
      walletProblem(own.values[index] ?? null) ??
      tokenProblem(tokens.values[index] ?? null, { wallet, mint, isCreated });
    if (problem !== null) problems.set(wallet, problem);
  });
  return problems;
}

export type TokenAccountState = "exists" | "missing" | "unusable";

/**
 * How each wallet stands, for the planner: batches of existing accounts hold twice as many lines,
 * and a wallet that tokens would be lost in gets none.
 */
export async function tokenAccountStates(
  chain: Pick<ChainPort, "accounts">,
  { mint, settler }: { mint: string; settler: string },
  wallets: readonly string[],
): Promise<Record<string, TokenAccountState>> {
  const distinct = new Map(wallets.map((wallet) => [wallet, { isCreated: true }]));
  const problems = await recipientProblems(chain, { mint, settler, wallets: distinct });
  const sound = [...distinct.keys()].filter((wallet) => !problems.has(wallet));
  const addresses = await tokenAddresses(sound, mint);
  const { values } = await chain.accounts(addresses, "finalized");
  const states = new Map<string, TokenAccountState>();
  for (const wallet of problems.keys()) states.set(wallet, "unusable");
  sound.forEach((wallet, index) => {
    const token = tokenAccountOf(values[index] ?? null);
    states.set(wallet, token === null ? "missing" : "exists");
  });
  return Object.fromEntries(states);
}

/** The wallets whose token account is there and can be paid into. */
export async function existingTokenAccounts(
  chain: Pick<ChainPort, "accounts">,
  token: { mint: string; settler: string },
  wallets: readonly string[],
): Promise<Set<string>> {
  const states = Object.entries(await tokenAccountStates(chain, token, wallets));
  return new Set(states.flatMap(([wallet, state]) => (state === "exists" ? [wallet] : [])));
}

/** Each takes a tenth of a millisecond: others get their turn between some and some. */
async function tokenAddresses(wallets: readonly string[], mint: string): Promise<string[]> {
  const addresses: string[] = [];
  for (const wallet of wallets) {
    if (addresses.length % WALLETS_A_TURN === 0) await othersTurn();
    addresses.push(tokenAddress(wallet, mint));
  }
  return addresses;
}

export function tokenAddress(wallet: string, mint: string): string {
  return addressText(associatedTokenAddress(base58Bytes(wallet, 32), base58Bytes(mint, 32)));
}

function formProblem(wallet: string): string | null {
  try {
    return isOnCurve(base58Bytes(wallet, 32))
      ? null
      : "no key can sign for it (it is off the curve)";
  } catch (error) {
    return (error as Error).message;
  }
}

function walletProblem(account: ChainAccount | null): string | null {
  if (account === null) return null;
  if (account.isExecutable) return "it is a program";
  return account.owner === SYSTEM ? null : `it is an account of program ${account.owner}`;
}

function tokenProblem(
  account: ChainAccount | null,
  { wallet, mint, isCreated }: { wallet: string; mint: string; isCreated: boolean },
): string | null {
  // Lamports sent ahead to the address leave an account of the System program; creation copes.
  if (account === null || account.owner === SYSTEM) {
    return isCreated ? null : "its token account is gone, and the batch does not create it";
  }
  const token = tokenAccountOf(account);
  if (token === null || token.mint !== mint) return "its token account is of another kind";
  if (token.owner !== wallet) return `its token account now belongs to ${token.owner}`;
  return token.isFrozen ? "its token account is frozen" : null;
}
