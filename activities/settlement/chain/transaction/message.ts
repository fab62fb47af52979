import { sign as ed25519Sign, type KeyObject } from "node:crypto";

import { base58Encode } from "./base58.ts";
import { isV1, SIGNATURE_BYTES, V1_BYTES_MAX, WIRE_BYTES_MAX } from "./format.ts";

export interface Instruction {
  readonly program: Uint8Array;
  readonly accounts: readonly AccountUse[];
  readonly bytes: Uint8Array;
}

export interface AccountUse {
  readonly key: Uint8Array;
  readonly isSigner: boolean;
  readonly isWritable: boolean;
}

/** A private key of node:crypto: many times faster than the library's own signing. */
export interface MessageSigner {
  readonly publicKey: Uint8Array;
  readonly privateKey: KeyObject;
}

interface KeySlot {
  readonly key: Uint8Array;
  isSigner: boolean;
  isWritable: boolean;
}

/**
 * The bytes of a legacy message of any instructions. Payments have a writer of their own.
 *
 * Format: https://solana.com/docs/core/transactions#message
 */
export function compileMessage(
  payer: Uint8Array,
  instructions: readonly Instruction[],
  blockhash: Uint8Array,
): Uint8Array {
  const slots = new Map<string, KeySlot>();

  function use({ key, isSigner, isWritable }: AccountUse): void {
    const slot = slots.get(textOf(key)) ?? { key, isSigner, isWritable };
    slot.isSigner ||= isSigner;
    slot.isWritable ||= isWritable;
    slots.set(textOf(key), slot);
  }

  use({ key: payer, isSigner: true, isWritable: true });
  for (const { program, accounts } of instructions) {
    for (const account of accounts) use(account);
    use({ key: program, isSigner: false, isWritable: false });
  }

  // Signers first, writable before read-only: the header only counts them.
  const all = [...slots.values()];
  const signers = all.filter(({ isSigner }) => isSigner);
  const others = all.filter(({ isSigner }) => !isSigner);
  const writableFirst = (part: readonly KeySlot[]) => [
    ...part.filter(({ isWritable }) => isWritable),
    ...part.filter(({ isWritable }) => !isWritable),
  ];
  const ordered = [...writableFirst(signers), ...writableFirst(others)];
  const indexes = new Map(ordered.map(({ key }, index) => [textOf(key), index]));
  const indexOf = (key: Uint8Array) => indexes.get(textOf(key)) ?? 0;
  const readonlyCount = (part: readonly KeySlot[]) =>
    part.filter(({ isWritable }) => !isWritable).length;

  const parts = [
    Uint8Array.of(signers.length, readonlyCount(signers), readonlyCount(others)),
    counted(ordered.length),
    ...ordered.map(({ key }) => key),
    blockhash,
    counted(instructions.length),
  ];
  for (const { program, accounts, bytes } of instructions) {
    parts.push(Uint8Array.of(indexOf(program)), counted(accounts.length));
    parts.push(
      Uint8Array.from(accounts, ({ key }) => indexOf(key)),
      counted(bytes.length),
      bytes,
    );
  }
  return Buffer.concat(parts);
}

/** Counts are compact; below 128, which is all that fits into a packet of ours, that is one byte. */
function counted(count: number): Uint8Array {
  if (count > 127) throw new Error(`A count in a message of ours is at most 127, not ${count}.`);
  return Uint8Array.of(count);
}

/** What stands before the message: the count of signatures, and the signatures. */
export function wireHeadBytes(signerCount: number): number {
  return 1 + signerCount * SIGNATURE_BYTES;
}

export function checkWireLength(length: number, format: "legacy" | "v1" = "legacy"): void {
  const max = format === "v1" ? V1_BYTES_MAX : WIRE_BYTES_MAX;
  if (length > max) throw new Error(`A transaction has at most ${max} bytes, not ${length}.`);
}

/** The transaction as it travels, with room for its signatures: a checker reads it unsigned. */
export function unsignedWire(message: Uint8Array, signerCount = 1): Uint8Array {
  const offset = wireHeadBytes(signerCount);
  checkWireLength(offset + message.length);
  const wire = Buffer.allocUnsafe(offset + message.length).fill(0, 1, offset);
  wire[0] = signerCount;
  wire.set(message, offset);
  return wire;
}

/** Fills the signatures in. Signers are given in the message's own order of signers. */
export function signWire(wire: Uint8Array, signers: readonly MessageSigner[]): void {
  const isFirst = !isV1(wire);
  const messageAt = isFirst ? wireHeadBytes(signers.length) : 0;
  const length = wire.length - signers.length * SIGNATURE_BYTES - (isFirst ? 1 : 0);
  const signaturesAt = isFirst ? 1 : length;
  // A view of a Buffer is several times slower to make than a plain one.
  const message = new Uint8Array(wire.buffer, wire.byteOffset + messageAt, length);
  signers.forEach(({ privateKey }, index) => {
    wire.set(ed25519Sign(null, message, privateKey), signaturesAt + index * SIGNATURE_BYTES);
  });
}

/** Fills in the one signature of a transaction of ours. */
export function putSignature(wire: Uint8Array, signature: Uint8Array): void {
  if (signature.length !== SIGNATURE_BYTES)
    throw new Error(`A signature has ${SIGNATURE_BYTES} bytes, not ${signature.length}.`);
  wire.set(signature, isV1(wire) ? wire.length - SIGNATURE_BYTES : 1);
}

/** The first signature names the transaction. */
export function signatureOf(wire: Uint8Array): string {
  const at = isV1(wire) ? wire.length - (wire[1] ?? 0) * SIGNATURE_BYTES : 1;
  return base58Encode(wire.subarray(at, at + SIGNATURE_BYTES));
}

function textOf(key: Uint8Array): string {
  return Buffer.prototype.latin1Slice.call(key);
}
