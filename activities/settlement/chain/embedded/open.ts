import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Connection } from "@solana/web3.js";

import { ChainMismatchError } from "../../errors.ts";
import { base58Bytes, base58Encode } from "../transaction/base58.ts";
import type { ChainPort, ChainView } from "../port.ts";
import { connectionChain } from "../connection.ts";
import { ensureSettlerKey, rawPublicKey, type Settler } from "../settler-key.ts";
import { createBlocks, FIRST_SLOT, RESTART_SLOTS, type Blocks } from "./blocks.ts";
import { type ChainFetch, embeddedConnection } from "./connection.ts";
import { createMachine, type Machine } from "./machine.ts";
import { mintToken } from "./mint.ts";
import { lockChain } from "./owner-lock.ts";
import { createRpc, type RpcRequest } from "./rpc.ts";
import { chainFile, loadChain, saveChain, type TokenAddresses } from "./save-file.ts";

export interface EmbeddedChainOptions {
  /** The folder of the chain's file; null keeps it in memory, for tests that make many blocks. */
  readonly dir: string | null;
  readonly keysDir: string;
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
  /** Where tests lose requests and answers. */
  readonly through?: (fetch: ChainFetch) => ChainFetch;
}

export type { ChainFetch } from "./connection.ts";

export interface EmbeddedChain extends ChainView, AsyncDisposable {
  readonly chain: ChainPort;
  readonly connection: Connection;
  readonly settlerKeyFile: string;
  /** Makes blocks at once. */
  advance(slots: number): void;
}

/** Short, so that a demo settles in seconds: finality takes 1.6 s and a block hash lives 7.5 s. */
const SLOT_MS = 50;
const SLOTS_PER_QUESTION = 4;

/** Enough for the fees and rents of millions of batches; it exists in this chain only. */
const SETTLER_LAMPORTS = 100_000_000_000_000n;

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
  const { dir, keysDir, clock, slotMs = SLOT_MS, slotsPerQuestion = SLOTS_PER_QUESTION } = options;
  const file = dir === null ? null : chainFile(dir);
  const headFile = dir === null ? null : join(dir, "head");
  const settlerKeyFile = join(keysDir, "settler.json");
  const found = file === null ? null : loadChain(file);
  assertNamed(options.genesis ?? null, found?.blocks.genesis ?? null, dir);
  const settler = ensureSettlerKey(settlerKeyFile);
  if (found !== null && found.extra.settler !== settler.address) {
    throw new ChainKeyError(
      `The key ${settlerKeyFile} is of ${settler.address}, but the embedded chain in ${dir} pays ` +
        `from ${found.extra.settler}. Restore that key, or remove both to begin anew.`,
    );
  }
  const machine = createMachine(found?.machine);
  const genesis = found?.blocks.genesis ?? base58Encode(randomBytes(32));
  const head =
    found === null
      ? FIRST_SLOT
      : Math.max(found.blocks.head, promisedHead(headFile)) + RESTART_SLOTS;
  const blocks = createBlocks(
    machine,
    { genesis, head, log: found?.blocks.log ?? [] },
    { clock, slotMs },
  );
  const extra = found?.extra ?? bootstrap(blocks, machine, settler, options);
  const save = () => {
    if (file === null) return;
    saveChain(file, { blocks: blocks.saved(), machine: machine.toBytes(), extra });
  };
  if (found === null) save();

  const rpc = createRpc(blocks, { saved: save, slotsPerQuestion });
  const inProcess: ChainFetch = async (_url, { body }) => {
    const request = JSON.parse(body) as RpcRequest;
    const answer = rpc.answer(request);
    // A block hash that was given out must not be of the future after a restart.
    if (headFile !== null && request.method === "getLatestBlockhash") {
      writeFileSync(headFile, `${blocks.slotOf("processed")}`);
    }
    return Response.json(answer);
  };
  const connection = embeddedConnection(options.through?.(inProcess) ?? inProcess);
  const chain = connectionChain(connection);
  return {
    chain,
    connection,
    accounts: chain.accounts,
    signaturesOf: chain.signaturesOf,
    transaction: chain.transaction,
    genesis,
    ...extra,
    settlerKeyFile,
    advance: (slots) => blocks.advance(slots),
    async [Symbol.asyncDispose]() {
      save();
      lock?.[Symbol.dispose]();
    },
  };
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

function promisedHead(headFile: string | null): number {
  if (headFile === null || !existsSync(headFile)) return 0;
  return Number(readFileSync(headFile, "utf8")) || 0;
}

function bootstrap(
  blocks: Blocks,
  machine: Machine,
  settler: Settler,
  { decimals, supply }: EmbeddedChainOptions,
): TokenAddresses {
  machine.airdrop(settler.publicKey, SETTLER_LAMPORTS);
  const mintPair = generateKeyPairSync("ed25519");
  const mint = { publicKey: rawPublicKey(mintPair.publicKey), privateKey: mintPair.privateKey };
  const blockhash = base58Bytes(blocks.hashOf(blocks.slotOf("processed")), 32);
  const { wire, treasury } = mintToken({
    settler,
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
