/** What others do on the chain while we pay. No product code imports this. */
import { createHash } from "node:crypto";

import {
  compileMessage,
  signWire,
  unsignedWire,
  type Instruction,
} from "./chain/transaction/message.ts";
import { base58Bytes } from "./chain/transaction/base58.ts";
import {
  ASSOCIATED_TOKEN_PROGRAM,
  associatedTokenAddress,
  SYSTEM_PROGRAM,
  TOKEN_PROGRAM,
} from "./chain/transaction/programs.ts";
import { settlerOf, type Settler } from "./chain/settler-key.ts";
import type { GivenSettlement } from "./given.ts";

/** Enough for fees, and for an account to stay. */
const LAMPORTS = 10_000_000n;

/** Whoever owns `walletOf(name)`. */
export function ownerOf(name: string): Settler {
  return settlerOf(createHash("sha256").update(`wallet ${name}`).digest());
}

/** Sends base units from an owner's token account to another token account; waits for its end. */
export async function sendTokens(
  given: GivenSettlement,
  from: Settler,
  to: string,
  amount: bigint,
): Promise<void> {
  await actAs(given, from, [
    {
      program: TOKEN_PROGRAM,
      accounts: [
        writable(tokensOf(given, from)),
        writable(base58Bytes(to, 32)),
        { key: from.publicKey, isSigner: true, isWritable: false },
      ],
      bytes: Buffer.concat([Uint8Array.of(3), u64(amount)]),
    },
  ]);
}

/** Gives an owner's token account, made where it is not there, to somebody else. */
export async function giveAway(
  given: GivenSettlement,
  from: Settler,
  newOwner: Uint8Array,
): Promise<void> {
  const readonly = [
    ...[from.publicKey, base58Bytes(given.facts.mint, 32), SYSTEM_PROGRAM, TOKEN_PROGRAM],
  ];
  await send(given, given.settler, [
    {
      program: ASSOCIATED_TOKEN_PROGRAM,
      accounts: [
        { key: given.settler.publicKey, isSigner: true, isWritable: true },
        writable(tokensOf(given, from)),
        ...readonly.map((key) => ({ key, isSigner: false, isWritable: false })),
      ],
      // CreateIdempotent.
      bytes: Uint8Array.of(1),
    },
  ]);
  await actAs(given, from, [
    {
      program: TOKEN_PROGRAM,
      accounts: [
        writable(tokensOf(given, from)),
        { key: from.publicKey, isSigner: true, isWritable: false },
      ],
      // SetAuthority, of AccountOwner.
      bytes: Buffer.concat([Uint8Array.of(6, 2, 1), newOwner]),
    },
  ]);
}

/** Closes an owner's token account, in which nothing is left. */
export async function closeAccount(given: GivenSettlement, from: Settler): Promise<void> {
  await actAs(given, from, [
    {
      program: TOKEN_PROGRAM,
      accounts: [
        writable(tokensOf(given, from)),
        writable(from.publicKey),
        { key: from.publicKey, isSigner: true, isWritable: false },
      ],
      bytes: Uint8Array.of(9),
    },
  ]);
}

/** Gives an address lamports, which makes its account where there is none. */
export async function sendLamports(
  given: GivenSettlement,
  from: Settler,
  to: string,
  lamports: bigint,
): Promise<void> {
  await actAs(given, from, [lamportsTo(from, base58Bytes(to, 32), lamports)]);
}

/** The same out of what somebody has: nobody gives them any for it. */
export async function moveLamports(
  given: GivenSettlement,
  from: Settler,
  to: string,
  lamports: bigint,
): Promise<void> {
  await send(given, from, [lamportsTo(from, base58Bytes(to, 32), lamports)]);
}

function lamportsTo(from: Settler, to: Uint8Array, lamports: bigint): Instruction {
  return {
    program: SYSTEM_PROGRAM,
    accounts: [{ key: from.publicKey, isSigner: true, isWritable: true }, writable(to)],
    bytes: Buffer.concat([Uint8Array.of(2, 0, 0, 0), u64(lamports)]),
  };
}

function tokensOf({ facts }: GivenSettlement, { publicKey }: Settler): Uint8Array {
  return associatedTokenAddress(publicKey, base58Bytes(facts.mint, 32));
}

/** Lamports are the settler's: nobody else has any on the embedded chain. */
async function actAs(given: GivenSettlement, from: Settler, instructions: Instruction[]) {
  if (from.address !== given.settler.address) {
    await send(given, given.settler, [lamportsTo(given.settler, from.publicKey, LAMPORTS)]);
  }
  await send(given, from, instructions);
}

async function send(given: GivenSettlement, signer: Settler, instructions: Instruction[]) {
  const { chain } = given.chain;
  const { blockhash } = await chain.latestBlockhash();
  const message = compileMessage(signer.publicKey, instructions, base58Bytes(blockhash, 32));
  const wire = unsignedWire(message);
  signWire(wire, [signer]);
  await chain.send(wire);
  given.chain.advance(40);
}

function writable(key: Uint8Array) {
  return { key, isSigner: false, isWritable: true };
}

function u64(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
