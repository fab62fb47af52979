import { createHash, createPublicKey, verify } from "node:crypto";

import { base58Encode } from "../../activities/settlement/chain/transaction/base58.ts";
import type { ChainAccount, LandedTransaction } from "../../activities/settlement/chain/port.ts";
import { addressText } from "../../activities/settlement/chain/transaction/programs.ts";
import {
  blockhashOf,
  isWritable,
  keysOf,
  messageOf,
  parseWire,
  signaturesOf,
} from "../../activities/settlement/chain/transaction/wire.ts";
import { tokensOf } from "./accounts.ts";
import type { Machine } from "./machine.ts";

const LAG_SLOTS = { processed: 0, confirmed: 2, finalized: 32 } as const;
export type Level = keyof typeof LAG_SLOTS;
const BLOCKHASH_BLOCKS = 150;
const HEIGHT_BEHIND_SLOT = 1_000;
const FIRST_SLOT = 2_000;

/** DER before the 32 bytes of an ed25519 public key: RFC 8410, section 4. */
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");

export interface Landed extends LandedTransaction {
  readonly signature: string;
  readonly wire: Uint8Array;
  readonly addresses: ReadonlySet<string>;
  /** What the accounts that it may write to were before it. */
  readonly undo: ReadonlyMap<string, ChainAccount | null>;
}

export type Cluster = ReturnType<typeof createCluster>;

/**
 * What a cluster does with transactions: they wait, land in a block or nowhere, are confirmed and
 * then final, and a fork may drop them before that. One block a slot. A block hash lives for 150
 * blocks, and only on the fork that made it; the same bytes land once.
 */
export function createCluster(machine: Machine, genesis: string) {
  const log: Landed[] = [];
  const landed = new Map<string, Landed>();
  const slotOfHash = new Map<string, number>();
  const forks: number[] = [];
  let waiting: { due: number; wire: Uint8Array }[] = [];
  let head = FIRST_SLOT;

  /** A dropped block's hash is not that of the block which took its place. */
  function hashOf(slot: number): string {
    const fork = forks.filter((from) => from <= slot).length;
    const hash = createHash("sha256").update(`${genesis}|${slot}|${fork}`).digest();
    return base58Encode(hash);
  }

  function isLive(hash: string): boolean {
    const slot = slotOfHash.get(hash);
    return slot !== undefined && head - slot <= BLOCKHASH_BLOCKS && hashOf(slot) === hash;
  }

  function land(wire: Uint8Array): void {
    const parsed = parseWire(wire);
    const signature = base58Encode(signaturesOf(parsed)[0] ?? new Uint8Array());
    if (landed.has(signature) || !isLive(base58Encode(blockhashOf(parsed)))) return;
    if (!isSigned(wire)) return;
    const addresses = keysOf(parsed).map(addressText);
    const before = addresses.map((address) => machine.account(address));
    const { error, isLanded } = machine.execute(wire);
    if (!isLanded) return;
    const one: Landed = {
      signature,
      slot: head,
      error,
      wire,
      addresses: new Set(addresses),
      undo: new Map(
        addresses.flatMap((address, index) =>
          isWritable(parsed, index) ? [[address, before[index] ?? null] as const] : [],
        ),
      ),
      tokenBalances: addresses.flatMap((account, index) => {
        const was = tokensOf(before[index] ?? null);
        const is = tokensOf(machine.account(account));
        if (was === null && is === null) return [];
        return [
          {
            account,
            before: was?.amount ?? 0n,
            after: is?.amount ?? 0n,
          },
        ];
      }),
    };
    log.push(one);
    landed.set(signature, one);
  }

  return {
    genesis,
    machine,
    log: log as readonly Landed[],
    head: () => head,
    advance(slots: number): void {
      const until = head + slots;
      for (;;) {
        const next = waiting.reduce((least, one) => Math.min(least, one.due), until + 1);
        if (next > until) break;
        head = Math.max(head, next);
        const due = waiting.filter((one) => one.due <= head);
        waiting = waiting.filter((one) => one.due > head);
        for (const { wire } of due) land(wire);
      }
      head = until;
    },
    /** Comes to who makes blocks so many slots from now. */
    submit(wire: Uint8Array, inSlots: number): void {
      waiting.push({ due: head + inSlots, wire: Uint8Array.from(wire) });
      if (inSlots === 0) this.advance(0);
    },
    /** Drops the newest blocks, which were not final; who made blocks may put some in again. */
    fork(slots: number, comesAgain: () => number | null): void {
      const from = head - Math.min(slots, LAG_SLOTS.finalized - 1);
      while ((log.at(-1)?.slot ?? 0) >= from) {
        const dropped = log.pop() as Landed;
        landed.delete(dropped.signature);
        for (const [address, account] of dropped.undo) machine.put(address, account);
        const inSlots = comesAgain();
        if (inSlots !== null) waiting.push({ due: head + inSlots, wire: dropped.wire });
      }
      forks.push(from);
    },
    newestHash(slot: number) {
      const blockhash = hashOf(slot);
      slotOfHash.set(blockhash, slot);
      const lastValidBlockHeight = slot - HEIGHT_BEHIND_SLOT + BLOCKHASH_BLOCKS;
      return { blockhash, lastValidBlockHeight, slot };
    },
    heightOf: (slot: number) => slot - HEIGHT_BEHIND_SLOT,
    /** As it was at the end of this slot. */
    accountAt(address: string, slot: number): ChainAccount | null {
      for (const one of log)
        if (one.slot > slot && one.undo.has(address)) return one.undo.get(address) ?? null;
      return machine.account(address);
    },
    find: (signature: string) => landed.get(signature) ?? null,
    /** Oldest first. */
    naming: (address: string, slot: number) =>
      log.filter((one) => one.slot <= slot && one.addresses.has(address)),
  };
}

/** How far behind a node's newest slot its view of this commitment is. */
export function slotAt(slot: number, level: Level): number {
  return slot - LAG_SLOTS[level];
}

function isSigned(wire: Uint8Array): boolean {
  const parsed = parseWire(wire);
  const message = messageOf(parsed);
  return signaturesOf(parsed).every((signature, index) => {
    const key = Buffer.concat([SPKI_HEAD, keysOf(parsed)[index] ?? new Uint8Array()]);
    return verify(null, message, createPublicKey({ key, format: "der", type: "spki" }), signature);
  });
}
