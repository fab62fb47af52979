/** A treasury that a committee owns, on the embedded chain. No product code imports this. */
import { PublicKey, Transaction, type TransactionInstruction } from "@solana/web3.js";

import { DEFAULT_CAPS } from "../caps.ts";
import { base58Bytes } from "../chain/transaction/base58.ts";
import type { ChainPort } from "../chain/port.ts";
import { signWire, unsignedWire } from "../chain/transaction/message.ts";
import { addressText } from "../chain/transaction/programs.ts";
import { keysOf, parseWire } from "../chain/transaction/wire.ts";
import type { Settler } from "../chain/settler-key.ts";
import { type GivenOptions, givenSettlement, type GivenSettlement } from "../given.ts";
import { ownerOf, sendTokens } from "../given-strangers.ts";
import { tokenAccountOf } from "../recipients.ts";
import { approveChecked, revoke } from "./instructions.ts";
import { treasuryOf } from "./make.ts";
import { sendOwn } from "./send-own.ts";

export const MEMBERS = ["anna", "boris", "vera"].map(ownerOf);
const [anna, boris, vera] = MEMBERS as [Settler, Settler, Settler];
export { anna, boris, vera };

export const AT_ONCE = { looksMax: 5, lookEveryMs: 0 };

/** A 2-of-3 multisig of the classic token program whose token account holds so many base units. */
export async function givenTreasury(held: bigint, options: GivenOptions = {}) {
  const given = await givenSettlement(options);
  const { settler } = given;
  const { mint } = given.facts;
  const members = MEMBERS.map(({ address }) => address);
  const wants = { settler, mint, members, threshold: 2, caps: DEFAULT_CAPS };
  const chain = passing(given);
  const made = await treasuryOf(chain, wants);
  await sendOwn(chain, settler, made.instructions, AT_ONCE);
  await sendTokens(given, settler, made.treasury, held);
  const { treasury, multisig } = made;
  const of = (...signers: readonly Settler[]) => ({
    address: multisig,
    signers: signers.map(({ address }) => address),
  });
  const approval = (amount: bigint, signers: readonly Settler[], delegate = settler.address) =>
    approveChecked({ treasury, mint, decimals: 6, delegate, amount }, of(...signers));
  return Object.assign(given, {
    ...{ made, treasury, multisig, members, approval },
    passing: chain,
    /** As a plan names it: paid from the committee's treasury. */
    lent: { ...given.facts, treasury },
    allow: async (amount: bigint, signers: readonly Settler[] = [anna, vera]) =>
      await send(given, [approval(amount, signers)], [settler, ...signers]),
    take: async () =>
      await send(given, [revoke(treasury, of(anna, boris))], [settler, anna, boris]),
    async now() {
      const { values } = await given.chain.chain.accounts([treasury], "confirmed");
      return tokenAccountOf(values[0] ?? null) ?? (undefined as never);
    },
  });
}

export type GivenTreasury = Awaited<ReturnType<typeof givenTreasury>>;

/** Time passes as it is looked at. */
export function passing(given: GivenSettlement): ChainPort {
  const { chain } = given.chain;
  return {
    ...chain,
    async statuses(signatures) {
      given.chain.advance(40);
      return await chain.statuses(signatures);
    },
  };
}

/** Sends what all of them signed; resolves with the chain's error, or null. */
export async function send(
  given: GivenSettlement,
  instructions: readonly TransactionInstruction[],
  signers: readonly [Settler, ...Settler[]] | readonly Settler[],
): Promise<unknown> {
  const { chain } = given.chain;
  const { blockhash } = await chain.latestBlockhash();
  const feePayer = new PublicKey(signers[0]?.publicKey ?? new Uint8Array());
  const made = new Transaction({ feePayer, blockhash, lastValidBlockHeight: 0 });
  const message = made
    .add(...instructions)
    .compileMessage()
    .serialize();
  const wire = unsignedWire(message, message[0] ?? 1);
  const by = new Map(signers.map((signer) => [signer.address, signer]));
  const count = message[0] ?? 1;
  const inOrder = keysOf(parseWire(wire)).slice(0, count).map(addressText);
  signWire(
    wire,
    inOrder.map((address) => by.get(address) ?? (undefined as never)),
  );
  const { error } = await chain.simulate(wire);
  if (error !== null) return error;
  await chain.send(wire);
  given.chain.advance(40);
  return null;
}

export function key(address: string): Uint8Array {
  return base58Bytes(address, 32);
}
