import type { ChainPort, LandedTransaction } from "../../activities/settlement/chain/port.ts";
import {
  addressText,
  MEMO_PROGRAM,
} from "../../activities/settlement/chain/transaction/programs.ts";
import { bytesOf, keyOf, parseWire } from "../../activities/settlement/chain/transaction/wire.ts";
import { rentOf } from "./accounts.ts";
import { type Cluster, slotAt } from "./cluster.ts";

/** What a node does badly, by chance and by will. Drawn anew at each question. */
export interface Manners {
  /** Slots that its answer is behind. */
  lag(): number;
  /** Whether the request or its answer is lost: then nothing is known. */
  isLost(): boolean;
  /** In how many slots each copy of what was sent comes to who makes blocks; none: it never comes. */
  arrivals(): readonly number[];
  /** Null: it says what is so. */
  readonly lie: Lie | null;
}

export const LIES = [
  "calls what was sent final",
  "has never heard of it",
  "calls it failed",
  "shows no receipt",
  "shows a receipt that is not there",
  "hides its history",
  "is far ahead",
  "asks a high rent",
  "shows a poor treasury",
  "invents that it would be refused",
] as const;
export type Lie = (typeof LIES)[number];

const MEMO = addressText(MEMO_PROGRAM);

/** A cluster as one node tells of it: late, with gaps, and one of several lies. */
export function createNode(clusterNow: () => Cluster, manners: () => Manners): ChainPort {
  /** The payments that were sent here: the lies are about these. */
  const sent = new Map<string, Uint8Array>();

  async function told<Answer>(answer: (cluster: Cluster, slot: number) => Answer): Promise<Answer> {
    await Promise.resolve();
    const { lag, isLost } = manners();
    if (isLost()) throw new TypeError("fetch failed");
    const cluster = clusterNow();
    return answer(cluster, cluster.head() - lag());
  }
  const lies = (...about: readonly Lie[]) => {
    const { lie } = manners();
    return lie !== null && about.includes(lie);
  };

  return {
    genesis: () => told(({ genesis }) => genesis),
    latestBlockhash: () => told((cluster, slot) => cluster.newestHash(slotAt(slot, "confirmed"))),
    async send(wire) {
      const { isLost, arrivals } = manners();
      if (isLost()) throw new TypeError("fetch failed");
      const signature = signatureText(wire);
      sent.set(signature, wire);
      for (const inSlots of arrivals()) clusterNow().submit(wire, inSlots);
      if (isLost()) throw new TypeError("fetch failed");
      await Promise.resolve();
    },
    finalizedView: () =>
      told((cluster, slot) => {
        const final = slotAt(slot, "finalized") + (lies("is far ahead") ? 140 : 0);
        return { slot: final, height: cluster.heightOf(final) };
      }),
    statuses: (signatures) =>
      told((cluster, slot) => ({
        contextSlot: slot,
        values: signatures.map((signature) => {
          const one = cluster.find(signature);
          if (lies("has never heard of it")) return null;
          if (lies("calls what was sent final") && sent.has(signature))
            return { slot: slot - 40, commitment: "finalized" as const, error: null };
          if (lies("calls it failed") && sent.has(signature)) {
            const error = { InstructionError: [3, { Custom: 1 }] };
            return { slot: slot - 40, commitment: "finalized" as const, error };
          }
          if (one === null || one.slot > slot) return null;
          const commitment =
            one.slot <= slotAt(slot, "finalized")
              ? ("finalized" as const)
              : one.slot <= slotAt(slot, "confirmed")
                ? ("confirmed" as const)
                : ("processed" as const);
          return { slot: one.slot, commitment, error: one.error };
        }),
      })),
    accounts: (addresses, commitment) =>
      told((cluster, slot) => ({
        contextSlot: slotAt(slot, commitment),
        values: addresses.map((address) => {
          const is = cluster.accountAt(address, slotAt(slot, commitment));
          // A receipt is asked for alone, or together with its plan's closing.
          const isOfReceipt = addresses.length <= 2;
          const isReceipt = is === null ? isOfReceipt : is.bytes.length === 0;
          if (lies("shows no receipt") && isReceipt && isOfReceipt) return null;
          if (lies("shows a receipt that is not there") && is === null && isOfReceipt)
            return {
              lamports: rentOf(0),
              owner: "1".repeat(32),
              isExecutable: false,
              bytes: new Uint8Array(),
            };
          if (lies("shows a poor treasury") && is !== null && is.bytes.length === 165) {
            const bytes = Buffer.from(is.bytes);
            bytes.writeBigUInt64LE(0n, 64);
            return { ...is, bytes };
          }
          return is;
        }),
      })),
    transaction: (signature) =>
      told((cluster, slot): LandedTransaction | null => {
        const one = cluster.find(signature);
        if (one !== null && one.slot <= slotAt(slot, "finalized")) {
          const { wire, error, tokenBalances } = one;
          return { slot: one.slot, wire, error, tokenBalances };
        }
        const wire = sent.get(signature);
        if (!lies("calls what was sent final") || wire === undefined) return null;
        return { slot: slot - 40, wire, error: null, tokenBalances: [] };
      }),
    signaturesOf: (address, minContextSlot = 0, limit = Infinity) =>
      told((cluster, slot) => {
        const final = slotAt(slot, "finalized");
        if (final < minContextSlot) throw new Error("Minimum context slot has not been reached");
        if (lies("hides its history")) return [];
        return cluster
          .naming(address, final)
          .toReversed()
          .slice(0, limit)
          .map(({ signature, slot: at, error, wire }) => {
            return { signature, slot: at, error, memo: memoOf(wire) };
          });
      }),
    rentExempt: (byteCount) =>
      told(() => (lies("asks a high rent") ? 3_000_000_000_000n : rentOf(byteCount))),
    simulate: (unsigned) =>
      told(({ machine }) => {
        const { error, units } = machine.simulate(unsigned);
        const told_error = lies("invents that it would be refused")
          ? { InstructionError: [3, { Custom: 17 }] }
          : error;
        return { error: told_error, units, logs: [] };
      }),
    recentPrices: () => told(() => []),
    blockTime: () => told(() => null),
  };
}

function signatureText(wire: Uint8Array): string {
  return addressText(wire.subarray(1, 65));
}

function memoOf(wire: Uint8Array): string | null {
  const parsed = parseWire(wire);
  const texts = parsed.instructions
    .filter(({ program }) => addressText(keyOf(parsed, program)) === MEMO)
    .map((one) => Buffer.from(bytesOf(parsed, one)).toString("latin1"));
  return texts.length === 1 ? (texts[0] ?? null) : null;
}
