import { hash } from "node:crypto";

import { PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";

import { assertWithin, type Caps } from "../caps.ts";
import type { ChainPort } from "../chain/port.ts";
import type { Settler } from "../chain/settler-key.ts";
import { base58Bytes } from "../chain/transaction/base58.ts";
import { isOnCurve, TOKEN_PROGRAM } from "../chain/transaction/programs.ts";
import { mintProblem } from "../mint.ts";
import { TOKEN_ACCOUNT_BYTES, tokenAccountOf, tokenAddress } from "../recipients.ts";
import { TreasuryActError } from "./act.ts";
import { createTokenAccount, initializeMultisig } from "./instructions.ts";
import { MULTISIG_BYTES, MULTISIG_MEMBERS_MAX, multisigOf, type Multisig } from "./multisig.ts";
import { nonceAddress, nonceCreation, nonceOf } from "./nonce.ts";

/** A treasury that a committee owns. */
export interface Treasury {
  readonly multisig: string;
  readonly treasury: string;
  readonly nonce: string;
  /** What is missing of it; none where it is all there. */
  readonly instructions: readonly TransactionInstruction[];
}

/**
 * What makes a committee's multisig, its token account and the settler's nonce account. Their
 * addresses follow from members, threshold and settler: made again it is found, and not made twice.
 */
export async function treasuryOf(
  chain: Pick<ChainPort, "accounts" | "rentExempt">,
  given: Multisig & { readonly settler: Settler; readonly mint: string; readonly caps: Caps },
): Promise<Treasury> {
  const { settler, mint, caps, threshold } = given;
  const members = assertMembers(given, settler.address);
  const payer = new PublicKey(settler.publicKey);
  const token = new PublicKey(TOKEN_PROGRAM);
  const seed = hash("sha256", ["vklad committee", threshold, ...members].join("|"), "hex");
  const key = await PublicKey.createWithSeed(payer, seed.slice(0, 32), token);
  const multisig = key.toBase58();
  const treasury = tokenAddress(multisig, mint);
  const nonce = nonceAddress(settler);
  const { values } = await chain.accounts([mint, multisig, treasury, nonce], "finalized");
  const [mintAccount = null, owner = null, held = null, turn = null] = values;
  const problem = mintProblem(mintAccount);
  if (problem !== null) throw new TreasuryActError(`The mint ${mint} is none to pay: ${problem}.`);
  const instructions: TransactionInstruction[] = [];
  if (multisigOf(owner) === null) {
    const lamports = await chain.rentExempt(MULTISIG_BYTES);
    assertWithin(caps, "tokenAccountRentLamports", lamports);
    instructions.push(
      SystemProgram.createAccountWithSeed({
        fromPubkey: payer,
        newAccountPubkey: key,
        basePubkey: payer,
        seed: seed.slice(0, 32),
        lamports: Number(lamports),
        space: MULTISIG_BYTES,
        programId: token,
      }),
      initializeMultisig(multisig, { threshold, members }),
    );
  }
  if (tokenAccountOf(held) === null) {
    assertWithin(caps, "tokenAccountRentLamports", await chain.rentExempt(TOKEN_ACCOUNT_BYTES));
    const of = { payer: settler.address, account: treasury, owner: multisig, mint };
    instructions.push(createTokenAccount(of));
  }
  if (nonceOf(turn, settler.address) === null)
    instructions.push(...(await nonceCreation(chain, settler, caps)));
  return { multisig, treasury, nonce, instructions };
}

/** In one order, so that the same committee is the same multisig. */
function assertMembers({ members, threshold }: Multisig, settler: string): readonly string[] {
  const distinct = [...new Set(members)].toSorted();
  const wrong = distinct.find((member) => !isKey(member));
  const fault =
    wrong !== undefined
      ? `${wrong} is no address that a key can sign for`
      : distinct.length !== members.length
        ? "a member is named twice"
        : members.length < 1 || members.length > MULTISIG_MEMBERS_MAX
          ? `${members.length} members are named; a multisig has 1 to ${MULTISIG_MEMBERS_MAX}`
          : !Number.isInteger(threshold) || threshold < 1 || threshold > members.length
            ? `the threshold is ${threshold}; expected 1 to ${members.length}`
            : members.includes(settler)
              ? "the settler's own key is among them, and it is what the treasury is kept from"
              : null;
  if (fault !== null) throw new TreasuryActError(`No treasury was made: ${fault}.`);
  return distinct;
}

function isKey(address: string): boolean {
  try {
    return isOnCurve(base58Bytes(address, 32));
  } catch {
    return false;
  }
}
