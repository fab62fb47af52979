import { createHash } from "node:crypto";

import { base58Bytes, base58Encode } from "../transaction/base58.ts";
import type { ChainAccount } from "../port.ts";
import { addressText, TOKEN_PROGRAM } from "../transaction/programs.ts";
import { blockhashOf, isWritable, keysOf, parseWire, signaturesOf } from "../transaction/wire.ts";
import type { Execution, Machine } from "./machine.ts";

/** How far behind the newest slot a cluster's commitments are: about 31 blocks of votes. */
const LAG_SLOTS = { processed: 0, confirmed: 2, finalized: 32 } as const;

/** A transaction may land up to this many blocks after the one whose hash it names. */
const BLOCKHASH_BLOCKS = 150;

/** Heights are behind slots on every cluster; a mix-up of the two must not pass here either. */
const HEIGHT_BEHIND_SLOT = 1_000;

export type Level = keyof typeof LAG_SLOTS;

export interface Landed {
  readonly signature: string;
  readonly slot: number;
  readonly error: unknown;
  /** Base64. */
  readonly wire: string;
  readonly tokens: readonly TokenChange[];
}

export interface TokenChange {
  readonly key: number;
  readonly mint: string;
  readonly owner: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface SavedBlocks {
  readonly genesis: string;
  readonly head: number;
  readonly log: readonly Landed[];
}

/** What became of a transaction that was sent. Dropped: no cluster would say that it came. */
export type Submission = "landed" | "duplicate" | "dropped";

export type Blocks = ReturnType<typeof createBlocks>;

/**
 * Slots, heights, the life of a block hash and the lag of commitments, none of which LiteSVM has.
 * Time makes blocks, and so does `advance`, so that a still clock cannot stop the chain.
 */
export function createBlocks(
  machine: Machine,
  saved: SavedBlocks,
  { clock, slotMs }: { clock: { now(): number }; slotMs: number },
) {
  const log = [...saved.log];
  const bySignature = new Map(log.map((landed) => [landed.signature, landed]));
  const slotOfHash = new Map<string, number>();
  /** What accounts were before transactions that are not final yet; older ones are not needed. */
  let undo: { slot: number; accounts: Map<string, ChainAccount | null> }[] = [];
  let head = saved.head;
  let timeOfHead = clock.now();
  let lastHashed = head - BLOCKHASH_BLOCKS - 1;

  function slotOf(level: Level): number {
    const now = clock.now();
    const passed = Math.floor((now - timeOfHead) / slotMs);
    if (passed > 0) {
      head += passed;
      timeOfHead += passed * slotMs;
    } else if (passed < 0) timeOfHead = now;
    return Math.max(0, head - LAG_SLOTS[level]);
  }

  function hashOf(slot: number): string {
    return base58Encode(createHash("sha256").update(`${saved.genesis}|${slot}`).digest());
  }

  function isLiveHash(hash: string): boolean {
    const newest = slotOf("processed");
    for (
      let slot = Math.max(lastHashed + 1, newest - BLOCKHASH_BLOCKS);
      slot <= newest;
      slot += 1
    ) {
      slotOfHash.set(hashOf(slot), slot);
    }
    lastHashed = newest;
    for (const [old, slot] of slotOfHash) {
      if (slot >= newest - BLOCKHASH_BLOCKS) break;
      slotOfHash.delete(old);
    }
    return slotOfHash.has(hash);
  }

  function accountAt(key: Uint8Array, level: Level): ChainAccount | null {
    const limit = slotOf(level);
    const text = addressText(key);
    for (const { slot, accounts } of undo) {
      if (slot > limit && accounts.has(text)) return accounts.get(text) ?? null;
    }
    return machine.account(key);
  }

  function submit(wire: Uint8Array): Submission {
    const parsed = parseWire(wire);
    const signature = base58Encode(signaturesOf(parsed)[0] ?? new Uint8Array());
    if (bySignature.has(signature)) return "duplicate";
    if (!isLiveHash(base58Encode(blockhashOf(parsed)))) return "dropped";
    const slot = slotOf("processed");
    const keys = keysOf(parsed);
    const before = keys.map((key) => machine.account(key));
    const { failure } = machine.execute(wire, slot);
    if (failure !== null && !failure.isLanded) return "dropped";
    const after = keys.map((key) => machine.account(key));
    const limit = slotOf("finalized");
    undo = undo.filter((entry) => entry.slot > limit);
    const written = keys.flatMap((key, index) =>
      isWritable(parsed, index) ? [[addressText(key), before[index] ?? null] as const] : [],
    );
    undo.push({ slot, accounts: new Map(written) });
    const landed: Landed = {
      signature,
      slot,
      error: failure?.error ?? null,
      wire: Buffer.from(wire).toString("base64"),
      tokens: keys.flatMap((_, key) => tokenChange(key, before[key], after[key])),
    };
    log.push(landed);
    bySignature.set(signature, landed);
    return "landed";
  }

  /** Also those that are closed since, and not yet those that are new. */
  function accountsOf(program: Uint8Array, level: Level) {
    const keys = new Map(machine.addressesOf(program).map((key) => [addressText(key), key]));
    for (const { accounts } of undo)
      for (const address of accounts.keys()) keys.set(address, base58Bytes(address, 32));
    return [...keys].flatMap(([address, key]) => {
      const account = accountAt(key, level);
      return account?.owner === addressText(program) ? [{ address, account }] : [];
    });
  }

  return {
    genesis: saved.genesis,
    slotOf,
    accountAt,
    accountsOf,
    submit,
    isLiveHash,
    hashOf,
    advance(slots: number) {
      slotOf("processed");
      head += slots;
    },
    heightOf: (level: Level) => Math.max(0, slotOf(level) - HEIGHT_BEHIND_SLOT),
    /** The last height at which a transaction that names this slot's hash may land. */
    lastValidHeight: (slot: number) => slot - HEIGHT_BEHIND_SLOT + BLOCKHASH_BLOCKS,
    simulate: (wire: Uint8Array): Execution => machine.simulate(wire, slotOf("processed")),
    rentExempt: (byteCount: number) => machine.rentExempt(byteCount),
    find: (signature: string) => bySignature.get(signature) ?? null,
    levelOf(landed: Landed): Level {
      if (landed.slot <= slotOf("finalized")) return "finalized";
      return landed.slot <= slotOf("confirmed") ? "confirmed" : "processed";
    },
    /** Newest first. */
    naming(address: string, level: Level): Landed[] {
      const limit = slotOf(level);
      return log
        .filter(({ slot, wire }) => slot <= limit && addressesIn(wire).includes(address))
        .reverse();
    },
    /** What landed after the first `count` transactions, in order. */
    landedAfter: (count: number): readonly Landed[] => log.slice(count),
    saved: (): SavedBlocks => ({ genesis: saved.genesis, head: slotOf("processed"), log }),
  };
}

/** Slots that a new chain has behind it, so that no commitment is negative. */
export const FIRST_SLOT = HEIGHT_BEHIND_SLOT + BLOCKHASH_BLOCKS;

/** After a restart the chain has run on, so that all that was saved is final. */
export const RESTART_SLOTS = LAG_SLOTS.finalized;

function addressesIn(wire: string): string[] {
  return keysOf(parseWire(Buffer.from(wire, "base64"))).map(addressText);
}

function tokenChange(
  key: number,
  before: ChainAccount | null | undefined,
  after: ChainAccount | null | undefined,
): TokenChange[] {
  const shown = [after, before].find((account) => isTokenAccount(account));
  if (shown === undefined || shown === null) return [];
  return [
    {
      key,
      mint: addressText(shown.bytes.subarray(0, 32)),
      owner: addressText(shown.bytes.subarray(32, 64)),
      before: tokenBalance(before),
      after: tokenBalance(after),
    },
  ];
}

const TOKEN_ACCOUNT_BYTES = 165;
const TOKEN_OWNER = addressText(TOKEN_PROGRAM);

function isTokenAccount(account: ChainAccount | null | undefined): boolean {
  return account?.owner === TOKEN_OWNER && account.bytes.length === TOKEN_ACCOUNT_BYTES;
}

function tokenBalance(account: ChainAccount | null | undefined): string | null {
  if (account === null || account === undefined || !isTokenAccount(account)) return null;
  return Buffer.from(account.bytes).readBigUInt64LE(64).toString();
}
