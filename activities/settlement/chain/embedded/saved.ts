import { statSync } from "node:fs";

import { connectionChain } from "../connection.ts";
import type { ChainView } from "../port.ts";
import { createBlocks, RESTART_SLOTS } from "./blocks.ts";
import { type ChainFetch, embeddedConnection } from "./connection.ts";
import { createMachine } from "./machine.ts";
import { createRpc } from "./rpc.ts";
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
  const { genesis, head, log } = saved.blocks;
  // As after a restart of its owner: all that was saved is final. Its blocks are made by nobody.
  const blocks = createBlocks(
    createMachine(saved.machine),
    { genesis, head: head + RESTART_SLOTS, log },
    { clock: { now: () => 0 }, slotMs: 1 },
  );
  const rpc = createRpc(blocks, { saved: () => undefined, slotsPerQuestion: 0 });
  const inProcess: ChainFetch = async (_url, { body }) =>
    Response.json(rpc.answer(JSON.parse(body)));
  const asked = connectionChain(embeddedConnection(inProcess));
  const { accounts, signaturesOf, transaction, simulate } = asked;
  return { genesis, ...saved.extra, accounts, signaturesOf, transaction, simulate };
}

/** Tells one saved file from the next; null while there is none. */
function stampOf(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.ino}:${found.size}:${found.mtimeNs}`;
}
