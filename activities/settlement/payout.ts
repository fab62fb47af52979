import { hash } from "node:crypto";

import { payableLines, type Plan } from "../../warehouse/ledger/plan/plan.ts";
import { memoStarts } from "./payment-memo.ts";
import { writeAscii } from "./chain/transaction/ascii.ts";
import { base58Bytes } from "./chain/transaction/base58.ts";
import {
  addressText,
  addressWithSeed,
  associatedTokenAddress,
} from "./chain/transaction/programs.ts";
import type { PlaceName, Salted } from "./signer/port.ts";

/**
 * Transfers that fit into a transaction beside receipt, memo and limits: measured. A legacy one is
 * full at 1,232 bytes; one of v1 at 64 addresses, or, where it creates accounts, at 64 calls.
 */
export const TRANSFERS_MAX = { legacy: 14, v1: 57 } as const;
export const CREATING_TRANSFERS_MAX = { legacy: 7, v1: 10 } as const;

/** One batch of a plan with every address it needs, so that a transaction takes only a block hash. */
export interface Payout {
  readonly batch: number;
  readonly settler: Uint8Array;
  readonly mint: Uint8Array;
  readonly treasury: Uint8Array;
  readonly decimals: number;
  readonly receipt: Receipt;
  readonly createsAccounts: boolean;
  /** How its payment is written: v1 where a legacy transaction could not hold it. */
  readonly format: "legacy" | "v1";
  /** Each wallet once, however many lines it has in the batch. */
  readonly recipients: readonly Recipient[];
  /** Their token accounts one after the other, to be compared at once. */
  readonly tokenAccounts: Uint8Array;
  readonly transfers: readonly Transfer[];
  /** The amount and the recipient of each transfer, flat: to look at many objects takes longer. */
  readonly amounts: BigUint64Array;
  readonly places: Uint8Array;
  /** What its memos say of the batch, after the start that all of the plan's have. */
  readonly memoBatch: string;
  /** Of an opening; absent in a batch. */
  readonly place?: PlaceName;
  /** Of which plan's batch it is; a payment's memo says so, and the ledger's head besides. */
  readonly of: {
    readonly period: string;
    readonly digest: string;
    readonly memoStarts: ReturnType<typeof memoStarts>;
  };
}

/** The base58 address takes longer to write than all the rest of a payout takes to put together. */
export function receiptAddress({ receipt }: Payout): string {
  return addressText(receipt.key);
}

/** What leaves the treasury, in base units. */
export function totalOf({ transfers }: Payout): bigint {
  return transfers.reduce((sum, { amount }) => sum + amount, 0n);
}

/** An empty account that only one transaction can create: who pays or voids the batch creates it. */
export interface Receipt {
  readonly seed: string;
  readonly key: Uint8Array;
}

export interface Recipient {
  readonly wallet: Uint8Array;
  readonly tokenAccount: Uint8Array;
}

export interface Transfer {
  readonly lineId: string;
  /** Index into the recipients. */
  readonly recipient: number;
  readonly amount: bigint;
}

/** More than are paid at a time; a batch that is asked for later is put together anew. */
const KEPT_BATCHES_MAX = 128;

/**
 * Gives the batches of one plan. Each is put together when it is first asked for and then kept while
 * it is being paid: a plan has as many as it has people.
 */
export function payoutsOf(plan: Plan, digest: string, settler: Salted): (batch: number) => Payout {
  const key = (address: string) => base58Bytes(address, 32);
  const mint = key(plan.chain.mint);
  const treasury = key(plan.chain.treasury);
  const lines = new Map(payableLines(plan).map((line) => [line.id, line]));
  const receiptOf = receiptsOf(digest, settler);
  const named = { period: plan.period, digest };
  const of = { ...named, memoStarts: memoStarts(named) };
  const payouts = new Map<number, Payout>();

  function madeOf(batch: number): Payout {
    const planned = plan.batches[batch];
    if (planned === undefined) throw new Error(`Plan ${digest} has no batch ${batch}.`);
    const recipients: Recipient[] = [];
    const places = new Map<string, number>();
    const transfers = planned.lineIds.map((lineId) => {
      const line = lines.get(lineId);
      if (line === undefined) {
        throw new Error(
          `Batch ${batch} of plan ${digest} pays line ${lineId}, which has no wallet.`,
        );
      }
      const recipient = places.get(line.wallet) ?? recipients.length;
      if (recipient === recipients.length) {
        const wallet = key(line.wallet);
        recipients.push({ wallet, tokenAccount: associatedTokenAddress(wallet, mint) });
        places.set(line.wallet, recipient);
      }
      return { lineId, recipient, amount: line.amount };
    });
    const { createsAccounts } = planned;
    const { legacy } = createsAccounts ? CREATING_TRANSFERS_MAX : TRANSFERS_MAX;
    const format = transfers.length > legacy ? "v1" : "legacy";
    return {
      batch,
      settler: settler.publicKey,
      mint,
      treasury,
      decimals: plan.chain.decimals,
      receipt: receiptOf(batch),
      createsAccounts,
      format,
      recipients,
      tokenAccounts: Buffer.concat(recipients.map(({ tokenAccount }) => tokenAccount)),
      transfers,
      amounts: BigUint64Array.from(transfers, ({ amount }) => amount),
      places: Uint8Array.from(transfers, ({ recipient }) => recipient),
      memoBatch: `${batch}:`,
      of,
    };
  }

  return (batch) => {
    const found = payouts.get(batch);
    if (found !== undefined) return found;
    const made = madeOf(batch);
    const [oldest] = payouts.keys();
    if (payouts.size >= KEPT_BATCHES_MAX && oldest !== undefined) payouts.delete(oldest);
    payouts.set(batch, made);
    return made;
  };
}

/** The receipt of each batch: what is the same for all of a plan's is put together once. */
function receiptsOf(digest: string, settler: Salted): (batch: number) => Receipt {
  const head = Buffer.concat([Buffer.from(`${digest}|`), settler.saltOf(digest)]);
  return (batch) => {
    const tail = `|${batch}`;
    const parts = Buffer.allocUnsafe(head.length + tail.length);
    parts.set(head, 0);
    writeAscii(parts, tail, head.length);
    const seed = hash("sha256", parts, "hex").slice(0, 16);
    return { seed, key: addressWithSeed(settler.publicKey, seed) };
  };
}
