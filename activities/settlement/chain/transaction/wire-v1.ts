import { KEY_BYTES, SIGNATURE_BYTES, V1_CONFIG } from "./format.ts";
import type { ParsedInstruction, ParsedWire, V1Config } from "./format.ts";

/**
 * Takes a v1 transaction apart: https://github.com/solana-foundation/solana-improvement-documents
 * (SIMD-0385). Counts are one byte, limits stand before the instructions, all instructions' heads
 * before their contents, and the signatures come last.
 */
export function parseV1(wire: Uint8Array): ParsedWire {
  const end = wire.length;
  const view = new DataView(wire.buffer, wire.byteOffset, end);
  let at = 1;

  /** Where what is skipped begins. */
  function skip(length: number): number {
    if (at + length > end) throw new Error(`The transaction ends early, at byte ${at}.`);
    at += length;
    return at - length;
  }
  const byte = () => wire[skip(1)] as number;
  const u32 = () => view.getUint32(skip(4), true);

  const header = { signers: byte(), readonlySigners: byte(), readonlyOthers: byte() };
  const mask = u32();
  const blockhashAt = skip(KEY_BYTES);
  const instructionCount = byte();
  const keyCount = byte();
  const keysAt = skip(keyCount * KEY_BYTES);
  const config = configOf(mask, {
    u32,
    u64: () => view.getBigUint64(skip(8), true),
  });
  let headAt = skip(instructionCount * 4);
  const instructions: ParsedInstruction[] = [];
  for (let index = 0; index < instructionCount; index += 1) {
    const program = wire[headAt] as number;
    const accountCount = wire[headAt + 1] as number;
    const byteCount = view.getUint16(headAt + 2, true);
    headAt += 4;
    const accountsAt = skip(accountCount);
    const bytesAt = skip(byteCount);
    let highest = program;
    for (let account = accountsAt; account < bytesAt; account += 1) {
      const key = wire[account] as number;
      if (key > highest) highest = key;
    }
    if (highest >= keyCount) throw new Error("An instruction names a key that is not there.");
    instructions.push({ program, accountsAt, accountCount, bytesAt, byteCount });
  }
  const signaturesAt = skip(header.signers * SIGNATURE_BYTES);
  if (at !== end) throw new Error(`${end - at} bytes follow the transaction.`);
  return {
    config,
    header,
    signaturesAt,
    messageAt: 0,
    messageEnd: signaturesAt,
    keysAt,
    keyCount,
    blockhashAt,
    instructions,
    wire,
    view,
  };
}

function configOf(
  mask: number,
  { u32, u64 }: { readonly u32: () => number; readonly u64: () => bigint },
): V1Config {
  const { priorityFee, units, loadedBytes, heap } = V1_CONFIG;
  const hasFee = (mask & priorityFee) === priorityFee;
  const isKnown = (mask & ~(priorityFee | units | loadedBytes | heap)) === 0;
  if (!isKnown || (!hasFee && (mask & priorityFee) !== 0)) {
    throw new Error(`The transaction sets limits that are not known here (mask ${mask}).`);
  }
  return {
    priorityLamports: hasFee ? u64() : null,
    units: (mask & units) === 0 ? null : u32(),
    loadedBytes: (mask & loadedBytes) === 0 ? null : u32(),
    heapBytes: (mask & heap) === 0 ? null : u32(),
  };
}
