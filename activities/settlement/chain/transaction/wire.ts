import { isV1, KEY_BYTES, SIGNATURE_BYTES } from "./format.ts";
import type { ParsedInstruction, ParsedWire } from "./format.ts";
import { parseV1 } from "./wire-v1.ts";

/**
 * Reads any transaction of the legacy format or of v1. Trailing bytes, an index past
 * the keys and a count that runs over the end are errors, so that two readers of the same bytes
 * cannot see two transactions.
 */
export function parseWire(bytes: Uint8Array): ParsedWire {
  // A view of a Buffer is several times slower to make than a plain one.
  const wire = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  return isV1(wire) ? parseV1(wire) : parseLegacy(wire);
}

function parseLegacy(wire: Uint8Array): ParsedWire {
  const end = wire.length;
  let at = 0;

  function byte(): number {
    if (at >= end) throw new Error(`The transaction ends early, at byte ${at}.`);
    const value = wire[at] as number;
    at += 1;
    return value;
  }

  function count(): number {
    let value = 0;
    for (let shift = 0; shift < 21; shift += 7) {
      const part = byte();
      value |= (part & 0x7f) << shift;
      if (part < 0x80) return value;
    }
    throw new Error("A count of the transaction is too long.");
  }

  /** Where what is skipped begins. */
  function skip(length: number): number {
    if (at + length > end) throw new Error(`The transaction ends early, at byte ${at}.`);
    at += length;
    return at - length;
  }

  const signatureCount = count();
  const signaturesAt = skip(signatureCount * SIGNATURE_BYTES);
  const messageAt = at;
  const signers = byte();
  if (signers >= 0x80) throw new Error("Only legacy and v1 transactions are read here.");
  const header = { signers, readonlySigners: byte(), readonlyOthers: byte() };
  const keyCount = count();
  const keysAt = skip(keyCount * KEY_BYTES);
  if (signers !== signatureCount) throw new Error("Signatures and signers differ in number.");
  const blockhashAt = skip(KEY_BYTES);
  const instructions: ParsedInstruction[] = [];
  for (let left = count(); left > 0; left -= 1) {
    const program = byte();
    const accountCount = count();
    const accountsAt = skip(accountCount);
    let highest = program;
    for (let index = accountsAt; index < at; index += 1) {
      const account = wire[index] as number;
      if (account > highest) highest = account;
    }
    if (highest >= keyCount) throw new Error("An instruction names a key that is not there.");
    const byteCount = count();
    const bytesAt = skip(byteCount);
    instructions.push({ program, accountsAt, accountCount, bytesAt, byteCount });
  }
  if (at !== end) throw new Error(`${end - at} bytes follow the transaction.`);
  const view = new DataView(wire.buffer, wire.byteOffset, end);
  return {
    config: null,
    header,
    signaturesAt,
    messageAt,
    messageEnd: end,
    keysAt,
    keyCount,
    blockhashAt,
    instructions,
    wire,
    view,
  };
}

export function signaturesOf({ wire, header, signaturesAt }: ParsedWire): Uint8Array[] {
  return Array.from({ length: header.signers }, (_, index) => {
    const from = signaturesAt + index * SIGNATURE_BYTES;
    return wire.subarray(from, from + SIGNATURE_BYTES);
  });
}

/** What the signatures are over. */
export function messageOf({ wire, messageAt, messageEnd }: ParsedWire): Uint8Array {
  return wire.subarray(messageAt, messageEnd);
}

export function blockhashOf({ wire, blockhashAt }: ParsedWire): Uint8Array {
  return wire.subarray(blockhashAt, blockhashAt + KEY_BYTES);
}

export function keysOf(parsed: ParsedWire): Uint8Array[] {
  return Array.from({ length: parsed.keyCount }, (_, index) => keyOf(parsed, index));
}

/** The key at an index that an instruction names: `parseWire` has seen that it is there. */
export function keyOf({ wire, keysAt }: ParsedWire, index: number): Uint8Array {
  const from = keysAt + index * KEY_BYTES;
  return wire.subarray(from, from + KEY_BYTES);
}

export function isWritable({ header, keyCount }: ParsedWire, index: number): boolean {
  return index < header.signers
    ? index < header.signers - header.readonlySigners
    : index < keyCount - header.readonlyOthers;
}

/** Indexes into the keys. */
export function accountsOf({ wire }: ParsedWire, instruction: ParsedInstruction): Uint8Array {
  const { accountsAt, accountCount } = instruction;
  return wire.subarray(accountsAt, accountsAt + accountCount);
}

export function bytesOf({ wire }: ParsedWire, instruction: ParsedInstruction): Uint8Array {
  const { bytesAt, byteCount } = instruction;
  return wire.subarray(bytesAt, bytesAt + byteCount);
}
