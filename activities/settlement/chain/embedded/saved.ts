import { statSync } from "node:fs";

import { base58Bytes } from "../transaction/base58.ts";
import type { ChainView } from "../port.ts";
import { createMachine } from "./machine.ts";
import { chainFile, loadChain } from "./save-file.ts";

/** The process that pays has not made its chain yet. */
export class ChainMissingError extends Error {
  override readonly name = "ChainMissingError";

  constructor(dir: string) {
    super(
      `There is no embedded chain in ${dir} yet; expected the one that the process which pays ` +
        "makes at its start. Start `vklad serve`, or `vklad worker --queues chain`, and try again.",
    );
  }
}

/**
 * The chain as its owner last saved it, for a process that only reads: no lock, no key, no trace.
 *
 * The owner saves after each block, by a rename, and takes nothing back: all of it is final.
 */
export function savedChain(dir: string): () => ChainView {
  const file = chainFile(dir);
  let last: { readonly stamp: string; readonly view: ChainView } | null = null;
  return () => {
    const stamp = stampOf(file);
    if (stamp === null) throw new ChainMissingError(dir);
    // Each copy holds megabytes that V8 does not see: one is made only of a chain that has changed.
    if (last?.stamp !== stamp) last = { stamp, view: viewOf(file, dir) };
    return last.view;
  };
}

function viewOf(file: string, dir: string): ChainView {
  const saved = loadChain(file);
  if (saved === null) throw new ChainMissingError(dir);
  const { blocks, extra } = saved;
  const machine = createMachine(saved.machine);
  return {
    genesis: blocks.genesis,
    ...extra,
    accounts: async (addresses) => ({
      contextSlot: blocks.head,
      values: addresses.map((address) => machine.account(base58Bytes(address, 32))),
    }),
  };
}

/** Tells one saved file from the next; null while there is none. */
function stampOf(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.ino}:${found.size}:${found.mtimeNs}`;
}
