import { statSync } from "node:fs";

import { connectionChain } from "../connection.ts";
import type { readMint } from "../cluster/read-mint.ts";
import { mintStateOf } from "../mint-facts.ts";
import type { ChainView } from "../port.ts";
import { tokenAccountsOf } from "../token-accounts.ts";
import { createBlocks, RESTART_SLOTS } from "./blocks.ts";
import { type ChainFetch, embeddedConnection } from "./connection.ts";
import { replayed } from "./replay.ts";
import { createRpc } from "./rpc.ts";
import { chainFile, loadChain } from "./save-file.ts";
import { tailFile } from "./tail-file.ts";

export interface SavedView extends ChainView {
  /** What a node of a cluster tells of its mint: see `readMint`. */
  mintFacts(): ReturnType<ReturnType<typeof readMint>["facts"]>;
  mintHoldings(): ReturnType<typeof tokenAccountsOf>;
}

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
export function savedChain(dir: string): () => SavedView {
  const file = chainFile(dir);
  let last: { readonly stamp: string; readonly view: SavedView } | null = null;
  return () => {
    for (let tries = 1; ; tries += 1) {
      const stamp = wholeStamp();
      // Each copy holds megabytes that V8 does not see: one is made only of a chain that has changed.
      if (last?.stamp === stamp) return last.view;
      try {
        last = { stamp, view: viewOf(file, dir) };
      } catch (error) {
        if (tries >= TRIES_MAX || wholeStamp() === stamp) throw error;
      }
      // Its owner may have written both files anew in between: then they are looked at again.
      if (last !== null && tries >= TRIES_MAX) return last.view;
    }
  };

  function wholeStamp(): string {
    const stamp = stampOf(file);
    if (stamp === null) throw new ChainMissingError(dir);
    return `${stamp} ${stampOf(tailFile(dir)) ?? ""}`;
  }
}

/** An owner who pays in a hurry writes again and again. */
const TRIES_MAX = 5;

function viewOf(file: string, dir: string): SavedView {
  const saved = loadChain(file);
  if (saved === null) throw new ChainMissingError(dir);
  const { machine, blocks: found } = replayed(saved, dir);
  const { genesis, head, log } = found;
  // As after a restart of its owner: all that was saved is final. Its blocks are made by nobody.
  const blocks = createBlocks(
    machine,
    { genesis, head: head + RESTART_SLOTS, log },
    { clock: { now: () => 0 }, slotMs: 1 },
  );
  const rpc = createRpc(blocks, { saved: () => undefined, slotsPerQuestion: 0 });
  const inProcess: ChainFetch = async (_url, { body }) =>
    Response.json(rpc.answer(JSON.parse(body)));
  const connection = embeddedConnection(inProcess);
  const { accounts, signaturesOf, transaction, simulate } = connectionChain(connection);
  const asked = { accounts, signaturesOf, transaction, simulate };
  const { mint, treasury } = saved.extra;
  return {
    genesis,
    ...saved.extra,
    ...asked,
    async mintFacts() {
      const state = await mintStateOf(asked, { mint, treasury });
      return { ...state, genesis, mint, treasury, blockTime: null };
    },
    mintHoldings: () => tokenAccountsOf(connection, mint),
  };
}

/** Tells one saved file from the next; null while there is none. */
function stampOf(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.ino}:${found.size}:${found.mtimeNs}`;
}
