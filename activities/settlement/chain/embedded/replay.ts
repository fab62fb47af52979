import type { SavedBlocks } from "./blocks.ts";
import { createMachine, type Machine } from "./machine.ts";
import { ChainFileCorruptError, type SavedChain } from "./save-file.ts";
import { readTail, tailFile } from "./tail-file.ts";

/** A chain as its owner left it: its file, and what landed since, run once more. */
export interface Replayed {
  readonly machine: Machine;
  readonly blocks: SavedBlocks;
}

/** Throws ChainFileCorruptError where a transaction that ran before ends otherwise now. */
export function replayed(saved: SavedChain, dir: string | null): Replayed {
  const machine = createMachine(saved.machine);
  const tail = dir === null ? [] : readTail(dir, saved.blocks);
  for (const { signature, slot, wire, error } of tail) {
    const { failure } = machine.execute(Buffer.from(wire, "base64"), slot);
    const found = failure?.error ?? null;
    if (JSON.stringify(found) === JSON.stringify(error)) continue;
    throw new ChainFileCorruptError(
      tailFile(dir ?? ""),
      `transaction ${signature} ends with ${JSON.stringify(found)}, not ${JSON.stringify(error)}`,
    );
  }
  const { genesis, head, log } = saved.blocks;
  const newest = Math.max(head, tail.at(-1)?.slot ?? 0);
  return { machine, blocks: { genesis, head: newest, log: [...log, ...tail] } };
}
