import {
  PublicKey,
  SystemProgram,
  TransactionInstruction,
  type AccountMeta,
} from "@solana/web3.js";

import {
  ASSOCIATED_TOKEN_PROGRAM,
  MEMO_PROGRAM,
  TOKEN_PROGRAM,
} from "../chain/transaction/programs.ts";

/**
 * The few instructions of the token program by which a treasury is made and lent. Layout:
 * https://docs.rs/spl-token/latest/spl_token/instruction/enum.TokenInstruction.html
 */
const APPROVE_CHECKED = 13;
const REVOKE = 5;
const INITIALIZE_MULTISIG_2 = 19;
const CREATE_IDEMPOTENT = 1;

const U64_MAX = (1n << 64n) - 1n;

/** Who may speak for a token account: its owner, or so many members of the multisig that owns it. */
export interface Owner {
  readonly address: string;
  /** Empty where the owner signs itself. */
  readonly signers: readonly string[];
}

export interface Allowance {
  readonly treasury: string;
  readonly mint: string;
  readonly decimals: number;
  readonly delegate: string;
  /** Base units, in place of what was allowed before. */
  readonly amount: bigint;
}

/** Lets the delegate spend so much of the treasury and no more. */
export function approveChecked(
  { treasury, mint, decimals, delegate, amount }: Allowance,
  owner: Owner,
): TransactionInstruction {
  if (amount <= 0n || amount > U64_MAX) throw new RangeError(`${amount} is no allowance.`);
  const data = Buffer.alloc(10);
  data[0] = APPROVE_CHECKED;
  data.writeBigUInt64LE(amount, 1);
  data[9] = decimals;
  const keys = [writable(treasury), readonly(mint), readonly(delegate), ...ownerKeys(owner)];
  return ofToken(keys, data);
}

/** Takes back whatever was allowed. */
export function revoke(treasury: string, owner: Owner): TransactionInstruction {
  return ofToken([writable(treasury), ...ownerKeys(owner)], Buffer.from([REVOKE]));
}

/** Makes an account a multisig for good: neither members nor threshold ever change. */
export function initializeMultisig(
  multisig: string,
  { threshold, members }: { readonly threshold: number; readonly members: readonly string[] },
): TransactionInstruction {
  const data = Buffer.from([INITIALIZE_MULTISIG_2, threshold]);
  return ofToken([writable(multisig), ...members.map(readonly)], data);
}

/** Makes an owner's token account where it is not there yet. */
export function createTokenAccount(made: {
  readonly payer: string;
  readonly account: string;
  readonly owner: string;
  readonly mint: string;
}): TransactionInstruction {
  const payer = { ...writable(made.payer), isSigner: true };
  return new TransactionInstruction({
    programId: new PublicKey(ASSOCIATED_TOKEN_PROGRAM),
    keys: [
      payer,
      writable(made.account),
      readonly(made.owner),
      readonly(made.mint),
      { pubkey: SystemProgram.programId, isSigner: false, isWritable: false },
      { pubkey: new PublicKey(TOKEN_PROGRAM), isSigner: false, isWritable: false },
    ],
    data: Buffer.from([CREATE_IDEMPOTENT]),
  });
}

export function memo(text: string): TransactionInstruction {
  return new TransactionInstruction({
    programId: new PublicKey(MEMO_PROGRAM),
    keys: [],
    data: Buffer.from(text, "ascii"),
  });
}

function ofToken(keys: AccountMeta[], data: Buffer): TransactionInstruction {
  return new TransactionInstruction({ programId: new PublicKey(TOKEN_PROGRAM), keys, data });
}

function ownerKeys({ address, signers }: Owner): AccountMeta[] {
  const isAlone = signers.length === 0;
  return [
    { ...readonly(address), isSigner: isAlone },
    ...signers.map((signer) => ({ ...readonly(signer), isSigner: true })),
  ];
}

function writable(address: string): AccountMeta {
  return { pubkey: new PublicKey(address), isSigner: false, isWritable: true };
}

function readonly(address: string): AccountMeta {
  return { pubkey: new PublicKey(address), isSigner: false, isWritable: false };
}
