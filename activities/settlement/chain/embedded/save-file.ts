import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

import type { SavedBlocks } from "./blocks.ts";

const MAGIC = "VKLADCH1";

/** Addresses of the token that was made with the chain. */
export interface TokenAddresses {
  readonly mint: string;
  readonly treasury: string;
  readonly settler: string;
}

export interface SavedChain {
  readonly blocks: SavedBlocks;
  readonly machine: Uint8Array;
  readonly extra: TokenAddresses;
}

/** The chain's file in its folder. */
export const chainFile = (dir: string) => join(dir, "chain.bin");

export class ChainFileCorruptError extends Error {
  override readonly name = "ChainFileCorruptError";

  constructor(file: string, found: string) {
    super(
      `The embedded chain's file ${file} is damaged: ${found}. Nothing was changed. ` +
        "Restore it from a backup: receipts on the chain keep what was paid from being paid again.",
    );
  }
}

/** One file, one rename: a kill leaves the chain before the block or after it, never between. */
export function saveChain(file: string, { blocks, machine, extra }: SavedChain): void {
  const head = Buffer.from(JSON.stringify({ blocks, extra }));
  const prefix = Buffer.alloc(MAGIC.length + 4);
  prefix.write(MAGIC, "latin1");
  prefix.writeUInt32LE(head.length, MAGIC.length);
  const parts = [prefix, head, machine];
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part);

  const temporary = `${file}.${process.pid}.new`;
  const descriptor = openSync(temporary, "w", 0o600);
  try {
    for (const part of [...parts, digest.digest()]) writeAll(descriptor, part);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
  syncDirectory(dirname(file));
}

/** Null when there is no file: a chain that never was, or one that was lost. */
export function loadChain(file: string): SavedChain | null {
  if (!existsSync(file)) return null;
  const bytes = readFileSync(file);
  if (bytes.subarray(0, MAGIC.length).toString("latin1") !== MAGIC) {
    throw new ChainFileCorruptError(file, "it does not begin as one of ours");
  }
  const digest = createHash("sha256").update(bytes.subarray(0, -32)).digest();
  if (!digest.equals(bytes.subarray(-32))) {
    throw new ChainFileCorruptError(file, `its ${bytes.length} bytes do not have their SHA-256`);
  }
  const headEnd = MAGIC.length + 4 + bytes.readUInt32LE(MAGIC.length);
  const head = JSON.parse(bytes.toString("utf8", MAGIC.length + 4, headEnd)) as {
    blocks: SavedBlocks;
    extra: TokenAddresses;
  };
  return { ...head, machine: bytes.subarray(headEnd, -32) };
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

/** A rename is durable once its directory is; Windows cannot open one, and needs no such call. */
function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
