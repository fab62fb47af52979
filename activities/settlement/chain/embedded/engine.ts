import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Blocks, createBlocks, RESTART_SLOTS } from "./blocks.ts";
import type { Machine } from "./machine.ts";
import { replayed } from "./replay.ts";
import { createRpc, type RpcRequest } from "./rpc.ts";
import { chainFile, saveChain, type SavedChain, type TokenAddresses } from "./save-file.ts";
import { appendTail, removeTail, TAIL_MAX, tailFile } from "./tail-file.ts";

/** What executes an embedded chain's requests: in this thread, or in one of its own. */
export interface Engine {
  /** The JSON-RPC answer to a request at an instant: milliseconds since 1970. */
  answer(request: RpcRequest, now: number): Promise<unknown>;
  /** Makes blocks before whatever is asked next. */
  advance(slots: number): void;
  /** Saves; nothing is answered afterwards. */
  close(now: number): Promise<void>;
}

/** How a chain's time passes. */
export interface Pace {
  readonly slotMs: number;
  readonly slotsPerQuestion: number;
}

export interface Chain {
  readonly blocks: Blocks;
  readonly machine: Machine;
  readonly extra: TokenAddresses;
}

/** As it was saved, with as many blocks since as make all of it final. */
export function restored(
  saved: SavedChain,
  clock: { now(): number },
  { dir, slotMs }: { readonly dir: string | null; readonly slotMs: number },
): Chain {
  const { extra } = saved;
  const { machine, blocks } = replayed(saved, dir);
  const head = Math.max(blocks.head, promisedHead(dir)) + RESTART_SLOTS;
  return { blocks: createBlocks(machine, { ...blocks, head }, { clock, slotMs }), machine, extra };
}

export function engineOf(
  { blocks, machine, extra }: Chain,
  clock: { set(now: number): void },
  { dir, slotsPerQuestion }: { readonly dir: string | null; readonly slotsPerQuestion: number },
): Engine {
  const { genesis } = blocks;
  /** How many transactions stand in the chain's file, and in it and the tail together. */
  let filed = blocks.landedAfter(0).length;
  let kept = filed;
  function saveWhole(): void {
    if (dir === null) return;
    saveChain(chainFile(dir), { blocks: blocks.saved(), machine: machine.toBytes(), extra });
    removeTail(dir);
    filed = kept = blocks.landedAfter(0).length;
  }
  function save(): void {
    if (dir === null) return;
    const landed = blocks.landedAfter(kept);
    if (kept + landed.length - filed > TAIL_MAX) return saveWhole();
    appendTail(
      dir,
      landed.map((one, at) => ({ genesis, index: kept + at, landed: one })),
    );
    kept += landed.length;
  }
  // A line that a kill cut off must not be written on.
  if (dir !== null && existsSync(tailFile(dir))) saveWhole();
  const rpc = createRpc(blocks, { saved: save, slotsPerQuestion });
  return {
    async answer(request, now) {
      clock.set(now);
      const answer = rpc.answer(request);
      // A block hash that was given out must not be of the future after a restart.
      if (dir !== null && request.method === "getLatestBlockhash") {
        writeFileSync(headFile(dir), `${blocks.slotOf("processed")}`);
      }
      return answer;
    },
    advance: (slots) => blocks.advance(slots),
    async close(now) {
      clock.set(now);
      saveWhole();
    },
  };
}

/** A clock that tells what it was last told. */
export function toldClock(now: number) {
  const told = { at: now };
  return { now: () => told.at, set: (at: number) => void (told.at = at) };
}

const headFile = (dir: string) => join(dir, "head");

function promisedHead(dir: string | null): number {
  if (dir === null || !existsSync(headFile(dir))) return 0;
  return Number(readFileSync(headFile(dir), "utf8")) || 0;
}
