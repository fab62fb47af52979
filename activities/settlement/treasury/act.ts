import {
  Message,
  PublicKey,
  SystemProgram,
  Transaction,
  TransactionInstruction,
} from "@solana/web3.js";

import { unsignedWire } from "../chain/transaction/message.ts";
import { tagOf } from "../payment-memo.ts";
import { approveChecked, memo, revoke, type Allowance, type Owner } from "./instructions.ts";

/** What owners of a treasury sign: that the settler may spend so much of it, or nothing any more. */
export interface TreasuryAct {
  /** Of the chain it is for: its genesis hash. */
  readonly genesis: string;
  readonly treasury: string;
  readonly owner: Owner;
  /** Null takes back whatever was allowed. */
  readonly allows: (Omit<Allowance, "treasury"> & { readonly plan: ActPlan }) | null;
  /** Who pays the fee, which is also who lets the nonce go on: the settler. */
  readonly payer: string;
  readonly nonce: { readonly account: string; readonly value: string };
}

/** The plan that an allowance is for: its month, and the first 24 hex digits of its digest. */
export interface ActPlan {
  readonly period: string;
  readonly digest: string;
}

/** Bytes that are neither an allowance nor a revocation of ours. */
export class TreasuryActError extends Error {
  override readonly name = "TreasuryActError";
}

const PLAN_HEX = 24;
const ALLOW_MEMO = /^stk2a:(\d{4})(\d{2}):([\w-]{16}):([1-9A-HJ-NP-Za-km-z]{32,44})$/;
const REVOKE_MEMO = /^stk2r:([1-9A-HJ-NP-Za-km-z]{32,44})$/;

/** What an act says on the chain, beside what it does. */
export function actMemo({ genesis, allows }: Pick<TreasuryAct, "genesis" | "allows">): string {
  if (allows === null) return `stk2r:${genesis}`;
  const { period, digest } = allows.plan;
  return `stk2a:${period.replace("-", "")}:${tagOf(digest)}:${genesis}`;
}

/** Null for a text that allows nothing. */
export function allowMemoOf(text: string): (ActPlan & { readonly genesis: string }) | null {
  const found = ALLOW_MEMO.exec(text);
  if (found === null) return null;
  const [, year, month, tag = "", genesis = ""] = found;
  const digest = Buffer.from(tag, "base64url").toString("hex");
  return { period: `${year}-${month}`, digest, genesis };
}

/**
 * The bytes that are signed. They name a nonce in place of a block hash, so that signatures of
 * different days go together; once it lands the nonce is another, and nothing that named the old
 * one can land any more.
 */
export function actMessage(act: TreasuryAct): Uint8Array {
  const { payer, nonce } = act;
  const nonceInstruction = SystemProgram.nonceAdvance({
    noncePubkey: new PublicKey(nonce.account),
    authorizedPubkey: new PublicKey(payer),
  });
  const made = new Transaction({
    feePayer: new PublicKey(payer),
    nonceInfo: { nonce: nonce.value, nonceInstruction },
  }).add(...instructionsOf(act));
  return made.compileMessage().serialize();
}

/** The same without its nonce, which not every node can simulate: unsigned, to try what it does. */
export function actTrial(act: TreasuryAct): Uint8Array {
  const made = new Transaction({
    feePayer: new PublicKey(act.payer),
    // Any: a trial replaces it.
    blockhash: SystemProgram.programId.toBase58(),
    lastValidBlockHeight: 0,
  }).add(...instructionsOf(act));
  const message = made.compileMessage();
  return unsignedWire(message.serialize(), message.header.numRequiredSignatures);
}

function instructionsOf(act: TreasuryAct): readonly TransactionInstruction[] {
  const { treasury, owner, allows } = act;
  return [
    allows === null ? revoke(treasury, owner) : approveChecked({ ...allows, treasury }, owner),
    memo(actMemo(act)),
  ];
}

/** Reads the bytes, and throws where they do anything beside one allowance or one revocation. */
export function readAct(bytes: Uint8Array): TreasuryAct {
  try {
    const act = actOf(bytes);
    // Whatever was not looked at above would come out otherwise.
    if (!Buffer.from(actMessage(act)).equals(bytes)) throw new Error("it says more than it should");
    return act;
  } catch (error) {
    throw new TreasuryActError(
      `These bytes are neither an allowance nor its revocation: ${(error as Error).message}. ` +
        "Nothing was signed or sent. Have the file written anew with `vklad treasury allow` or " +
        "`vklad treasury revoke`.",
    );
  }
}

function actOf(bytes: Uint8Array): TreasuryAct {
  const { instructions, feePayer, recentBlockhash } = Transaction.populate(Message.from(bytes), []);
  const [advance, act, said, ...others] = instructions;
  if (advance === undefined || act === undefined || said === undefined || others.length > 0)
    throw new Error(`it has ${instructions.length} instructions, not three`);
  const text = said.data.toString("latin1");
  const allowed = allowMemoOf(text);
  const genesis = allowed?.genesis ?? REVOKE_MEMO.exec(text)?.[1];
  if (genesis === undefined) throw new Error("it does not name a plan and a chain");
  const names = act.keys.map(({ pubkey }) => pubkey.toBase58());
  const [treasury = "", ...rest] = names;
  const [mint = "", delegate = ""] = rest;
  const [address = "", ...signers] = allowed === null ? rest : rest.slice(2);
  return {
    genesis,
    treasury,
    owner: { address, signers },
    allows:
      allowed === null
        ? null
        : {
            mint,
            delegate,
            amount: amountOf(act),
            decimals: act.data[9] ?? 0,
            plan: { period: allowed.period, digest: allowed.digest },
          },
    payer: feePayer?.toBase58() ?? "",
    nonce: {
      account: advance.keys[0]?.pubkey.toBase58() ?? "",
      value: recentBlockhash ?? "",
    },
  };
}

function amountOf({ data }: TransactionInstruction): bigint {
  if (data.length !== 10) throw new Error("it states no amount with decimals");
  return data.readBigUInt64LE(1);
}

/** Whether the act is for this plan. */
export function isOfPlan(plan: ActPlan, digest: string): boolean {
  return plan.digest === digest.slice(0, PLAN_HEX);
}

/** Whose signatures it needs beside the payer's own. */
export function actSigners({ owner }: Pick<TreasuryAct, "owner">): readonly string[] {
  return owner.signers.length === 0 ? [owner.address] : owner.signers;
}
