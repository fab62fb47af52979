import { createHash } from "node:crypto";

import type { Random } from "../../demo/random.ts";
import { ownerOf } from "../../activities/settlement/given-strangers.ts";
import { base58Bytes } from "../../activities/settlement/chain/transaction/base58.ts";
import {
  compileMessage,
  type Instruction,
  signWire,
  unsignedWire,
} from "../../activities/settlement/chain/transaction/message.ts";
import {
  addressText,
  SYSTEM_PROGRAM,
  TOKEN_PROGRAM,
} from "../../activities/settlement/chain/transaction/programs.ts";
import { type Settler, settlerOf } from "../../activities/settlement/chain/settler-key.ts";
import { tokenAddress } from "../../activities/settlement/recipients.ts";
import { mintAccount, plainAccount, rentOf, tokenAccount, tokensOf } from "./accounts.ts";
import { createCluster } from "./cluster.ts";
import type { Machine } from "./machine.ts";

export const DECIMALS = 6;
const SUPPLY = 1_000_000_000_000n;
const SOL = 1_000_000_000n;

/** Derived once a process: half a millisecond each. */
const addresses = new Map<string, string>();
const MINT = settlerOf(createHash("sha256").update("mint of the runs").digest());
const DONOR = settlerOf(createHash("sha256").update("donor of the runs").digest());

const owners = new Map<string, Settler>();

/** Whoever holds a member's wallet. */
export function memberOf(name: string): Settler {
  const owner = owners.get(name) ?? ownerOf(name);
  owners.set(name, owner);
  return owner;
}

export function tokensAddress(wallet: string): string {
  const known = addresses.get(wallet) ?? tokenAddress(wallet, MINT.address);
  addresses.set(wallet, known);
  return known;
}

export type World = ReturnType<typeof createWorld>;

/** A cluster with a token, a treasury that the settler owns, and people who hold wallets. */
export function createWorld(
  machine: Machine,
  {
    name,
    settler,
    members,
    random,
  }: {
    readonly name: string;
    readonly settler: Settler;
    readonly members: readonly string[];
    readonly random: Random;
  },
) {
  const cluster = createCluster(machine, addressText(createHash("sha256").update(name).digest()));
  const mint = MINT.publicKey;
  const treasury = tokensAddress(settler.address);
  const held = (owner: Uint8Array, amount: bigint) =>
    tokenAccount({ mint, owner, amount, state: 1 }, rentOf(165));
  machine.put(MINT.address, mintAccount(DECIMALS, SUPPLY));
  machine.put(settler.address, plainAccount(100n * SOL));
  machine.put(treasury, held(settler.publicKey, SUPPLY / 2n));
  machine.put(DONOR.address, plainAccount(100n * SOL));
  machine.put(tokensAddress(DONOR.address), held(DONOR.publicKey, SUPPLY / 2n));
  // Some have received tokens before.
  for (const member of members)
    if (random.chance(0.4))
      machine.put(tokensAddress(memberOf(member).address), held(memberOf(member).publicKey, 0n));

  /** Signed by this person, who pays the fee out of the donor's lamports; final at once. */
  function act(by: Settler, instructions: Instruction[]): void {
    if (machine.account(by.address) === null)
      send(DONOR, [lamportsTo(DONOR, by.publicKey, SOL / 10n)]);
    send(by, instructions);
    cluster.advance(40);
  }

  function send(by: Settler, instructions: Instruction[]): void {
    const { blockhash } = cluster.newestHash(cluster.head() - 2);
    const message = compileMessage(by.publicKey, instructions, base58Bytes(blockhash, 32));
    const wire = unsignedWire(message);
    signWire(wire, [by]);
    cluster.submit(wire, 0);
  }

  return {
    cluster,
    treasury,
    facts: {
      genesis: cluster.genesis,
      mint: MINT.address,
      treasury,
      settler: settler.address,
      decimals: DECIMALS,
    },
    treasuryHolds: () => tokensOf(machine.account(treasury))?.amount ?? 0n,
    fillUp: (amount: bigint) => act(DONOR, [transfer(DONOR, treasury, amount)]),
    /** By whoever else has the settler's key. */
    takeOut: (amount: bigint) =>
      act(settler, [transfer(settler, tokensAddress(DONOR.address), amount)]),
    fillLamports: () => act(DONOR, [lamportsTo(DONOR, settler.publicKey, 10n * SOL)]),
    takeLamports(): void {
      const held = machine.account(settler.address)?.lamports ?? 0n;
      // Fees can be paid for long, and no receipt: whether a payer who cannot even keep an account
      // is charged, LiteSVM and a cluster see differently.
      const rest = (rentOf(0) * 3n) / 2n;
      if (held > 2n * rest) act(settler, [lamportsTo(settler, DONOR.publicKey, held - rest)]);
    },
    /** A member closes the account, where it is empty, or else gives it to somebody. */
    leave(member: string): void {
      const owner = memberOf(member);
      const address = tokensAddress(owner.address);
      const tokens = tokensOf(machine.account(address));
      if (tokens === null || addressText(tokens.owner) !== owner.address) return;
      const key = { key: base58Bytes(address, 32), isSigner: false, isWritable: true };
      const signer = { key: owner.publicKey, isSigner: true, isWritable: true };
      const closing = {
        program: TOKEN_PROGRAM,
        accounts: [key, { ...signer, isSigner: false }, signer],
        bytes: Uint8Array.of(9),
      };
      const giving = {
        program: TOKEN_PROGRAM,
        accounts: [key, signer],
        bytes: Buffer.concat([Uint8Array.of(6, 2, 1), DONOR.publicKey]),
      };
      act(owner, [tokens.amount === 0n && random.chance(0.7) ? closing : giving]);
    },
  };
}

function transfer(by: Settler, to: string, amount: bigint): Instruction {
  const bytes = Buffer.alloc(9);
  bytes[0] = 3;
  bytes.writeBigUInt64LE(amount, 1);
  const accounts = [tokensAddress(by.address), to].map((address) => ({
    key: base58Bytes(address, 32),
    isSigner: false,
    isWritable: true,
  }));
  accounts.push({ key: by.publicKey, isSigner: true, isWritable: false });
  return { program: TOKEN_PROGRAM, accounts, bytes };
}

function lamportsTo(by: Settler, to: Uint8Array, lamports: bigint): Instruction {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32LE(2);
  bytes.writeBigUInt64LE(lamports, 4);
  const accounts = [
    { key: by.publicKey, isSigner: true, isWritable: true },
    { key: to, isSigner: false, isWritable: true },
  ];
  return { program: SYSTEM_PROGRAM, accounts, bytes };
}
