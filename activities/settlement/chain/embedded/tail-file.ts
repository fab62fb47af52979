import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

import type { Landed, SavedBlocks } from "./blocks.ts";
import { ChainFileCorruptError } from "./save-file.ts";

/** What landed since the chain's file was written, a line each, in the order in which it landed. */
export const tailFile = (dir: string) => join(dir, "chain.tail");

/** The file is written anew after so many: reading a line back takes about as long as paying it. */
export const TAIL_MAX = 128;

/** `index`: how many transactions had landed on the chain before this one. */
export interface TailEntry {
  readonly genesis: string;
  readonly index: number;
  readonly landed: Landed;
}

/**
 * Appends what landed and returns once it is on the disk: a file of a few megabytes for each
 * transaction takes ten times as long, and leaves memory to be collected that V8 does not see.
 */
export function appendTail(dir: string, entries: readonly TailEntry[]): void {
  const descriptor = openSync(tailFile(dir), "a", 0o600);
  try {
    writeSync(descriptor, entries.map(lineOf).join(""));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Once all of it stands in the chain's file. */
export function removeTail(dir: string): void {
  rmSync(tailFile(dir), { force: true });
}

/**
 * The transactions that follow those of the chain's file, in order. What a newer file of the chain holds
 * already is passed over, and so is a last line that a kill cut off: nobody was told of it. Any other
 * line that is not as it was written throws ChainFileCorruptError.
 */
export function readTail(dir: string, { genesis, log }: SavedBlocks): readonly Landed[] {
  const file = tailFile(dir);
  if (!existsSync(file)) return [];
  const landed: Landed[] = [];
  const count = log.length;
  const lines = readFileSync(file, "utf8").split("\n");
  for (const [number, line] of lines.slice(0, -1).entries()) {
    const [digest, text = ""] = [line.slice(0, 64), line.slice(65)];
    if (digestOf(text) !== digest) {
      throw new ChainFileCorruptError(file, `line ${number + 1} does not have its SHA-256`);
    }
    const entry = JSON.parse(text) as TailEntry;
    if (entry.genesis !== genesis) {
      throw new ChainFileCorruptError(file, `it is of the chain ${entry.genesis}, not ${genesis}`);
    }
    if (entry.index < count + landed.length) continue;
    if (entry.index > count + landed.length) {
      const found = `line ${number + 1} is transaction ${entry.index}, after ${count + landed.length}`;
      throw new ChainFileCorruptError(file, found);
    }
    landed.push(entry.landed);
  }
  return landed;
}

function lineOf(entry: TailEntry): string {
  const text = JSON.stringify(entry);
  return `${digestOf(text)} ${text}\n`;
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
