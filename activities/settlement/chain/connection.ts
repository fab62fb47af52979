import {
  Connection,
  PublicKey,
  VersionedTransaction,
  type Commitment as Level,
  type VersionedMessage,
} from "@solana/web3.js";

import { base58Bytes } from "./transaction/base58.ts";
import { messageV1Bytes } from "./transaction/message-v1.ts";
import type { AddressSignature, ChainPort, LandedTransaction } from "./port.ts";

/** What one request of the RPC takes at most: https://solana.com/docs/rpc/http */
const ACCOUNTS_PER_REQUEST_MAX = 100;
const STATUSES_PER_REQUEST_MAX = 256;
const SIGNATURES_PER_PAGE_MAX = 1_000;
const WRITABLE_PER_REQUEST_MAX = 128;

/** More than this names one receipt only if somebody floods it: then a person must look. */
const PAGES_MAX = 20;

/** The chain behind a `Connection` of web3.js 1.99, whether a cluster or in this process. */
export function connectionChain(connection: Connection): ChainPort {
  return {
    genesis: () => connection.getGenesisHash(),
    async latestBlockhash() {
      const { context, value } = await connection.getLatestBlockhashAndContext("confirmed");
      return { ...value, slot: context.slot };
    },

    async send(wire) {
      try {
        // Preflight would refuse what another node may already have accepted.
        await connection.sendRawTransaction(wire, { skipPreflight: true, maxRetries: 0 });
      } catch (error) {
        // Some nodes refuse all the same what they have: then it is to be looked at, not sent again.
        if (!/already been processed/.test(String(error))) throw error;
      }
    },

    async finalizedView() {
      const { absoluteSlot, blockHeight } = await connection.getEpochInfo("finalized");
      if (blockHeight === undefined) throw new Error("The node does not say its block height.");
      return { slot: absoluteSlot, height: blockHeight };
    },

    async statuses(signatures) {
      const answers = await inChunks(signatures, STATUSES_PER_REQUEST_MAX, (chunk) =>
        connection.getSignatureStatuses(chunk, { searchTransactionHistory: true }),
      );
      const values = answers.flatMap(({ value }) => value);
      return {
        contextSlot: oldest(answers),
        values: values.map((status) =>
          status === null
            ? null
            : {
                slot: status.slot,
                commitment: status.confirmationStatus ?? "processed",
                error: status.err,
              },
        ),
      };
    },

    async accounts(addresses, commitment) {
      const keys = addresses.map((address) => new PublicKey(base58Bytes(address, 32)));
      const answers = await inChunks(keys, ACCOUNTS_PER_REQUEST_MAX, (chunk) =>
        connection.getMultipleAccountsInfoAndContext(chunk, { commitment: commitment as Level }),
      );
      const values = answers.flatMap(({ value }) => value);
      return {
        contextSlot: oldest(answers),
        values: values.map((account) =>
          account === null
            ? null
            : {
                lamports: BigInt(account.lamports),
                owner: account.owner.toBase58(),
                isExecutable: account.executable,
                bytes: account.data,
              },
        ),
      };
    },

    transaction: (signature) => landedTransaction(connection, signature),

    async signaturesOf(address, minContextSlot, limit = Infinity) {
      const key = new PublicKey(base58Bytes(address, 32));
      const found: AddressSignature[] = [];
      for (let pageCount = 0; pageCount < PAGES_MAX; pageCount += 1) {
        const before = found.at(-1)?.signature;
        const options = {
          limit: Math.min(SIGNATURES_PER_PAGE_MAX, limit - found.length),
          ...(before === undefined ? {} : { before }),
          ...(minContextSlot === undefined ? {} : { minContextSlot }),
        };
        const page = await connection.getSignaturesForAddress(key, options, "finalized");
        found.push(
          ...page.map(({ signature, slot, err, memo }) => ({
            signature,
            slot,
            error: err,
            memo: memoText(memo),
          })),
        );
        if (page.length < SIGNATURES_PER_PAGE_MAX || found.length >= limit) return found;
      }
      throw new Error(`More than ${found.length} transactions name ${address}: look at them.`);
    },

    async rentExempt(byteCount) {
      return BigInt(await connection.getMinimumBalanceForRentExemption(byteCount, "confirmed"));
    },

    async simulate(unsigned) {
      const { value } = await connection.simulateTransaction(asIs(unsigned), {
        sigVerify: false,
        replaceRecentBlockhash: true,
        commitment: "confirmed",
      });
      const { err, unitsConsumed = 0, logs } = value;
      return { error: err, units: unitsConsumed, logs: logs ?? [] };
    },

    async recentPrices(writable) {
      const keys = writable.slice(0, WRITABLE_PER_REQUEST_MAX);
      const recent = await connection.getRecentPrioritizationFees({
        lockedWritableAccounts: keys.map((address) => new PublicKey(base58Bytes(address, 32))),
      });
      return recent.map(({ prioritizationFee }) => BigInt(prioritizationFee));
    },

    blockTime: (slot) => connection.getBlockTime(slot),
  };
}

async function landedTransaction(
  connection: Connection,
  signature: string,
): Promise<LandedTransaction | null> {
  const found = await connection.getTransaction(signature, {
    commitment: "finalized",
    maxSupportedTransactionVersion: 1,
  });
  if (found === null) return null;
  if (found.meta === null) throw new Error(`The node keeps no outcome of ${signature}.`);
  const { message, signatures } = found.transaction;
  const keys = message.staticAccountKeys;
  const balances = new Map<number, { before: bigint; after: bigint }>();
  for (const { accountIndex, uiTokenAmount } of found.meta.preTokenBalances ?? []) {
    balances.set(accountIndex, { before: BigInt(uiTokenAmount.amount), after: 0n });
  }
  for (const { accountIndex, uiTokenAmount } of found.meta.postTokenBalances ?? []) {
    const before = balances.get(accountIndex)?.before ?? 0n;
    balances.set(accountIndex, { before, after: BigInt(uiTokenAmount.amount) });
  }
  const signed = signatures.map((text) => base58Bytes(text, 64));
  return {
    slot: found.slot,
    error: found.meta.err,
    wire: wireOf(message, signed),
    tokenBalances: [...balances].map(([index, { before, after }]) => ({
      account: keys[index]?.toBase58() ?? "",
      before,
      after,
    })),
  };
}

/** The library reads v1 and does not write it: the bytes go out as they came. */
function asIs(unsigned: Uint8Array): VersionedTransaction {
  const read = VersionedTransaction.deserialize(unsigned);
  return Object.assign(read, { serialize: () => unsigned });
}

/** The bytes that were signed, put together again; null for a format that we never make. */
function wireOf(message: VersionedMessage, signed: readonly Uint8Array[]): Uint8Array | null {
  if (message.version === "legacy") {
    return Buffer.concat([Uint8Array.of(signed.length), ...signed, message.serialize()]);
  }
  return message.version === 1 ? Buffer.concat([messageV1Bytes(message), ...signed]) : null;
}

/** A node writes a memo's length before it: `[12] text`. */
function memoText(memo: string | null): string | null {
  return /^\[\d+\] ([^;]*)$/.exec(memo ?? "")?.[1] ?? null;
}

async function inChunks<Item, Answer>(
  items: readonly Item[],
  size: number,
  ask: (chunk: Item[]) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < items.length; at += size)
    answers.push(await ask(items.slice(at, at + size)));
  return answers;
}

/** Several answers are only as new as the oldest of them. */
function oldest(answers: readonly { context: { slot: number } }[]): number {
  return Math.min(...answers.map(({ context }) => context.slot));
}
