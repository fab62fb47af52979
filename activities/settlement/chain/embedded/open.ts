import { generateKeyPairSync, randomBytes } from "node:crypto";

import type { Connection } from "@solana/web3.js";

import { ChainMismatchError } from "../../errors.ts";
import { base58Bytes, base58Encode } from "../transaction/base58.ts";
import type { ChainPort, ChainView } from "../port.ts";
import type { MessageSigner } from "../transaction/message.ts";
import { connectionChain } from "../connection.ts";
import { rawPublicKey } from "../raw-public-key.ts";
import { createBlocks, FIRST_SLOT, RESTART_SLOTS, type Blocks } from "./blocks.ts";
import { type ChainFetch, embeddedConnection } from "./connection.ts";
import { engineBeside } from "./engine-beside.ts";
import { type Chain, engineOf, restored, toldClock } from "./engine.ts";
import { createMachine, type Machine } from "./machine.ts";
import { mintToken } from "./mint.ts";
import { lockChain } from "./owner-lock.ts";
import type { RpcRequest } from "./rpc.ts";
import { chainFile, loadChain, saveChain } from "./save-file.ts";
import type { SavedChain, TokenAddresses } from "./save-file.ts";

export interface EmbeddedChainOptions {
  /** The folder of the chain's file; null keeps it in memory, for tests that make many blocks. */
  readonly dir: string | null;
  /** Who pays, by the signer's word: the key itself is not needed here. */
  readonly settler: Payer;
  readonly decimals: number;
  /** Base units that the treasury gets when the chain is made; nobody can mint more. */
  readonly supply: bigint;
  readonly clock: { now(): number };
  /** Of the chain that the ledger's plans name: no other is opened, and none is made in its place. */
  readonly genesis?: string | null;
  /** A slot's length. Finality takes 32 slots, a block hash lives for 150. */
  readonly slotMs?: number;
  /** Blocks that a question about a status or the height makes, so that who waits does not wait long. */
  readonly slotsPerQuestion?: number;
  /** In a thread of its own: whoever asks this process something else does not wait for it. */
  readonly isBeside?: boolean;
  /** Where tests lose requests and answers. */
  readonly through?: (fetch: ChainFetch) => ChainFetch;
}

/** Whose tokens they are. */
export interface Payer {
  readonly address: string;
  readonly publicKey: Uint8Array;
}

export type { ChainFetch } from "./connection.ts";

export interface EmbeddedChain extends ChainView, AsyncDisposable {
  readonly chain: ChainPort;
  readonly connection: Connection;
  /** Makes blocks at once. */
  advance(slots: number): void;
}

/** Short, so that a demo settles in seconds: finality takes 1.6 s and a block hash lives 7.5 s. */
const SLOT_MS = 50;
const SLOTS_PER_QUESTION = 4;

/** Enough for the fees and rents of millions of batches; it exists in this chain only. */
const SETTLER_LAMPORTS = 100_000_000_000_000n;

/** For the rents of one mint and one token account. */
const MAKER_LAMPORTS = 1_000_000_000n;

export class ChainKeyError extends Error {
  override readonly name = "ChainKeyError";
}

/**
 * Opens the chain this process owns, or makes it at first start. Reading and sending go through the
 * same `Connection` as on a cluster; its requests never leave the process.
 */
export async function openEmbeddedChain(options: EmbeddedChainOptions): Promise<EmbeddedChain> {
  if (options.dir === null) return open(options, null);
  const lock = lockChain(options.dir);
  try {
    return open(options, lock);
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

function open(options: EmbeddedChainOptions, lock: Disposable | null): EmbeddedChain {
  const { dir, settler, clock } = options;
  const found = dir === null ? null : loadChain(chainFile(dir));
  assertNamed(options.genesis ?? null, found?.blocks.genesis ?? null, dir);
  if (found !== null && found.extra.settler !== settler.address) {
    throw new ChainKeyError(
      `The settler's key is that of ${settler.address}, but the embedded chain in ${dir} pays from ` +
        `${found.extra.settler}. Restore that key, or remove both to begin anew.`,
    );
  }
  const { engine, genesis, extra } = engineFor(options, found);
  const inProcess: ChainFetch = async (_url, { body }) =>
    Response.json(await engine.answer(JSON.parse(body) as RpcRequest, clock.now()));
  const connection = embeddedConnection(options.through?.(inProcess) ?? inProcess);
  const chain = connectionChain(connection);
  return {
    chain,
    connection,
    accounts: chain.accounts,
    signaturesOf: chain.signaturesOf,
    transaction: chain.transaction,
    simulate: chain.simulate,
    genesis,
    ...extra,
    advance: (slots) => engine.advance(slots),
    async [Symbol.asyncDispose]() {
      try {
        await engine.close(clock.now());
      } finally {
        lock?.[Symbol.dispose]();
      }
    },
  };
}

/** A chain that was saved, or a new one; in this thread, or in one of its own. */
function engineFor(options: EmbeddedChainOptions, found: SavedChain | null) {
  const { dir, slotMs = SLOT_MS, slotsPerQuestion = SLOTS_PER_QUESTION } = options;
  const now = options.clock.now();
  const clock = toldClock(now);
  const isBeside = options.isBeside === true && dir !== null;
  if (found !== null && isBeside) {
    const engine = engineBeside({ dir, now, slotMs, slotsPerQuestion });
    return { engine, genesis: found.blocks.genesis, extra: found.extra };
  }
  const chain = found === null ? made(options, clock) : restored(found, clock, { dir, slotMs });
  const { genesis } = chain.blocks;
  const { extra } = chain;
  if (!isBeside) {
    return { engine: engineOf(chain, clock, { dir, slotsPerQuestion }), genesis, extra };
  }
  return { engine: engineBeside({ dir, now, slotMs, slotsPerQuestion }), genesis, extra };
}

/** A new chain knows nothing of what was paid: it would be paid once more, in another token. */
function assertNamed(named: string | null, found: string | null, dir: string | null): void {
  if (named === null || found === named) return;
  const there = found === null ? "there is no chain" : `there is the chain ${found}`;
  throw new ChainMismatchError(
    `The ledger's plans are for the embedded chain ${named}, and in ${dir} ${there}. Restore the ` +
      "chain's folder from the same backup as ledger.db; none is made in its place.",
  );
}

function made(options: EmbeddedChainOptions, clock: { now(): number }): Chain {
  const { dir, slotMs = SLOT_MS } = options;
  const machine = createMachine();
  const beginning = { genesis: base58Encode(randomBytes(32)), head: FIRST_SLOT, log: [] };
  const blocks = createBlocks(machine, beginning, { clock, slotMs });
  const extra = bootstrap(blocks, machine, options);
  if (dir !== null) {
    const saved = { blocks: blocks.saved(), machine: machine.toBytes(), extra };
    saveChain(chainFile(dir), saved);
  }
  return { blocks, machine, extra };
}

function bootstrap(
  blocks: Blocks,
  machine: Machine,
  { settler, decimals, supply }: EmbeddedChainOptions,
): TokenAddresses {
  machine.airdrop(settler.publicKey, SETTLER_LAMPORTS);
  // Makes the token and is forgotten: the settler's own key signs payments and nothing else.
  const maker = passingKey();
  machine.airdrop(maker.publicKey, MAKER_LAMPORTS);
  const mint = passingKey();
  const blockhash = base58Bytes(blocks.hashOf(blocks.slotOf("processed")), 32);
  const { wire, treasury } = mintToken({
    maker,
    owner: settler.publicKey,
    mint,
    decimals,
    supply,
    blockhash,
    rent: blocks.rentExempt(82),
  });
  if (blocks.submit(wire) !== "landed" || blocks.accountAt(treasury, "processed") === null) {
    throw new Error("The embedded chain could not make its token.");
  }
  blocks.advance(RESTART_SLOTS);
  const address = (key: Uint8Array) => base58Encode(key);
  return { mint: address(mint.publicKey), treasury: address(treasury), settler: settler.address };
}

function passingKey(): MessageSigner {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return { publicKey: rawPublicKey(publicKey), privateKey };
}
