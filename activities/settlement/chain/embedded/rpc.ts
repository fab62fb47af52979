import { createPublicKey, verify } from "node:crypto";

import { base58Bytes, base58Encode } from "../transaction/base58.ts";
import type { ChainAccount } from "../port.ts";
import type { ParsedWire } from "../transaction/format.ts";
import { MEMO_PROGRAM } from "../transaction/programs.ts";
import {
  blockhashOf,
  bytesOf,
  keyOf,
  keysOf,
  messageOf,
  parseWire,
  signaturesOf,
} from "../transaction/wire.ts";
import type { Blocks, Level } from "./blocks.ts";
import { accountJson, transactionJson } from "./rpc-json.ts";

export interface RpcRequest {
  readonly id: unknown;
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** DER before the 32 bytes of an ed25519 public key: RFC 8410, section 4. */
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");

/** JSON-RPC error numbers as Agave has them. */
const PREFLIGHT_FAILED = -32002;
const SIGNATURE_WRONG = -32003;
const CONTEXT_NOT_REACHED = -32016;
const METHOD_UNKNOWN = -32601;
const PARAMS_WRONG = -32602;

class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

interface Options {
  readonly commitment?: Level;
  readonly minContextSlot?: number;
  readonly skipPreflight?: boolean;
  readonly limit?: number;
  readonly before?: string;
  readonly withContext?: boolean;
  readonly filters?: readonly Filter[];
}

type Filter =
  | { readonly dataSize: number }
  | { readonly memcmp: { readonly offset: number; readonly bytes: string } };

function isKept(filter: Filter, bytes: Uint8Array): boolean {
  if ("dataSize" in filter) return bytes.length === filter.dataSize;
  const { offset, bytes: wanted } = filter.memcmp;
  // Addresses are all that is looked for.
  return base58Encode(bytes.subarray(offset, offset + 32)) === wanted;
}

/**
 * Answers the requests that `Connection` makes, without a port. `saved` runs before the sender
 * hears of a landed transaction: what was answered is on disk.
 *
 * API: https://solana.com/docs/rpc
 */
export function createRpc(
  blocks: Blocks,
  { saved, slotsPerQuestion }: { saved: () => void; slotsPerQuestion: number },
) {
  const methods: Record<string, (params: readonly unknown[]) => unknown> = {
    getGenesisHash: () => blocks.genesis,
    getVersion: () => ({ "solana-core": "4.1.0-vklad-embedded", "feature-set": 0 }),
    getSlot: ([options]) => blocks.slotOf(levelOf(options)),
    getBlockHeight: ([options]) => blocks.heightOf(levelOf(options)),
    getMinimumBalanceForRentExemption: ([byteCount]) =>
      Number(blocks.rentExempt(Number(byteCount))),

    getEpochInfo([options]) {
      // Whoever polls sees time pass, even where a test's clock stands still.
      blocks.advance(slotsPerQuestion);
      const level = levelOf(options);
      const absoluteSlot = blocks.slotOf(level);
      const blockHeight = blocks.heightOf(level);
      return {
        epoch: 0,
        slotIndex: absoluteSlot,
        slotsInEpoch: 432_000,
        absoluteSlot,
        blockHeight,
      };
    },

    getLatestBlockhash([options]) {
      const slot = blocks.slotOf(levelOf(options));
      const lastValidBlockHeight = blocks.lastValidHeight(slot);
      return inContext(options, { blockhash: blocks.hashOf(slot), lastValidBlockHeight });
    },

    isBlockhashValid: ([hash, options]) => inContext(options, blocks.isLiveHash(String(hash))),

    getSignatureStatuses([signatures]) {
      blocks.advance(slotsPerQuestion);
      const value = (signatures as string[]).map((signature) => {
        const landed = blocks.find(signature);
        if (landed === null) return null;
        const confirmationStatus = blocks.levelOf(landed);
        const confirmations = confirmationStatus === "finalized" ? null : 0;
        return { slot: landed.slot, confirmations, err: landed.error, confirmationStatus };
      });
      return inContext({ commitment: "processed" }, value);
    },

    getBalance: ([address, options]) =>
      inContext(options, Number(accountAt(address, options)?.lamports ?? 0n)),
    getAccountInfo: ([address, options]) =>
      inContext(options, accountJson(accountAt(address, options))),
    getMultipleAccounts: ([addresses, options]) =>
      inContext(
        options,
        (addresses as string[]).map((address) => accountJson(accountAt(address, options))),
      ),

    getProgramAccounts([program, options]) {
      const { filters = [], withContext } = optionsOf(options);
      const level = levelOf(options);
      const found = blocks
        .accountsOf(base58Bytes(String(program), 32), level)
        .filter(({ account }) => filters.every((filter) => isKept(filter, account.bytes)))
        .map(({ address, account }) => ({ pubkey: address, account: accountJson(account) }));
      return withContext === true ? inContext(options, found) : found;
    },

    getTransaction([signature, options]) {
      const landed = blocks.find(String(signature));
      const isThere = landed !== null && landed.slot <= blocks.slotOf(levelOf(options));
      return isThere ? transactionJson(landed) : null;
    },

    getSignaturesForAddress([address, options]) {
      const { limit = 1000, before } = optionsOf(options);
      const all = blocks.naming(String(address), levelOf(options));
      const from = before === undefined ? 0 : all.findIndex((one) => one.signature === before) + 1;
      return all.slice(from, from + limit).map((landed) => ({
        signature: landed.signature,
        slot: landed.slot,
        err: landed.error,
        memo: memoOf(Buffer.from(landed.wire, "base64")),
        blockTime: null,
        confirmationStatus: blocks.levelOf(landed),
      }));
    },

    sendTransaction([text, options]) {
      const wire = Buffer.from(String(text), "base64");
      const parsed = parsedOrRefused(wire);
      if (!isSigned(parsed))
        throw new RpcError(SIGNATURE_WRONG, "Transaction signature verification failure");
      if (optionsOf(options).skipPreflight !== true) preflight(wire, parsed);
      if (blocks.submit(wire) === "landed") saved();
      return base58Encode(signaturesOf(parsed)[0] ?? new Uint8Array());
    },

    /** Nobody competes for a place in a block here. */
    getRecentPrioritizationFees: () => [],

    getBlockTime: () => null,

    simulateTransaction([text]) {
      const wire = Buffer.from(String(text), "base64");
      // LiteSVM ends the process over bytes that are no transaction.
      parsedOrRefused(wire);
      const { failure, logs, units } = blocks.simulate(wire);
      const value = {
        err: failure?.error ?? null,
        logs,
        unitsConsumed: units,
        accounts: null,
        returnData: null,
      };
      return inContext({}, value);
    },
  };

  function levelOf(options: unknown): Level {
    const { commitment = "finalized", minContextSlot = 0 } = optionsOf(options);
    if (blocks.slotOf(commitment) < minContextSlot) {
      throw new RpcError(CONTEXT_NOT_REACHED, "Minimum context slot has not been reached");
    }
    return commitment;
  }

  function inContext<Value>(options: unknown, value: Value) {
    return { context: { slot: blocks.slotOf(levelOf(options)), apiVersion: "4.1.0" }, value };
  }

  function accountAt(address: unknown, options: unknown): ChainAccount | null {
    return blocks.accountAt(base58Bytes(String(address), 32), levelOf(options));
  }

  function preflight(wire: Uint8Array, parsed: ParsedWire): void {
    const isLive = blocks.isLiveHash(base58Encode(blockhashOf(parsed)));
    const error = isLive ? blocks.simulate(wire).failure?.error : "BlockhashNotFound";
    if (error !== undefined) {
      throw new RpcError(
        PREFLIGHT_FAILED,
        `Transaction simulation failed: ${JSON.stringify(error)}`,
        {
          err: error,
          logs: [],
        },
      );
    }
  }

  return {
    answer({ id, method, params = [] }: RpcRequest): unknown {
      const run = methods[method];
      try {
        if (run === undefined) throw new RpcError(METHOD_UNKNOWN, `Method not found: ${method}`);
        return { jsonrpc: "2.0", id, result: run(params) };
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        const { code, message, data } = error;
        return { jsonrpc: "2.0", id, error: { code, message, data } };
      }
    },
  };
}

/** As a cluster tells it: the length, then the text. */
function memoOf(wire: Uint8Array): string | null {
  const parsed = parseWire(wire);
  const texts = parsed.instructions.flatMap((instruction) => {
    const isMemo = Buffer.compare(keyOf(parsed, instruction.program), MEMO_PROGRAM) === 0;
    return isMemo ? [Buffer.from(bytesOf(parsed, instruction)).toString()] : [];
  });
  return texts.length === 0 ? null : texts.map((text) => `[${text.length}] ${text}`).join("; ");
}

function optionsOf(options: unknown): Options {
  return (options ?? {}) as Options;
}

function parsedOrRefused(wire: Uint8Array): ParsedWire {
  try {
    return parseWire(wire);
  } catch (cause) {
    throw new RpcError(PARAMS_WRONG, `failed to deserialize transaction: ${String(cause)}`);
  }
}

function isSigned(parsed: ParsedWire): boolean {
  const keys = keysOf(parsed);
  const message = messageOf(parsed);
  return signaturesOf(parsed).every((signature, index) => {
    const der = Buffer.concat([SPKI_HEAD, keys[index] ?? new Uint8Array()]);
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    return verify(null, message, key, signature);
  });
}
