import { sign as ed25519Sign, type KeyObject } from "node:crypto";

import { base58Encode } from "./base58.ts";

/** The longest transaction of the legacy format: an IPv6 packet less its headers. */
export const WIRE_BYTES_MAX = 1232;

const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;

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
  index: number;
}

/**
 * The bytes of a legacy message. Keys are found by identity first, so that callers who pass the
 * same array for the same address pay no comparison; equal bytes in other arrays are merged too.
 *
 * Format: https://solana.com/docs/core/transactions#message
 */
export function compileMessage(
  payer: Uint8Array,
  instructions: readonly Instruction[],
  blockhash: Uint8Array,
): Uint8Array {
  const slots: KeySlot[] = [{ key: payer, isSigner: true, isWritable: true, index: 0 }];
  const byIdentity = new Map<Uint8Array, KeySlot>([[payer, slots[0] as KeySlot]]);
  const byText = new Map<string, KeySlot>([[textOf(payer), slots[0] as KeySlot]]);

  function use(key: Uint8Array, isSigner: boolean, isWritable: boolean): void {
    let slot = byIdentity.get(key);
    if (slot === undefined) {
      const text = textOf(key);
      slot = byText.get(text);
      if (slot === undefined) {
        slot = { key, isSigner, isWritable, index: 0 };
        slots.push(slot);
        byText.set(text, slot);
      }
      byIdentity.set(key, slot);
    }
    slot.isSigner ||= isSigner;
    slot.isWritable ||= isWritable;
  }

  for (const { program, accounts } of instructions) {
    for (const { key, isSigner, isWritable } of accounts) use(key, isSigner, isWritable);
    use(program, false, false);
  }

  // Signers first, writable before read-only: the header only counts them.
  const writableSigners = slots.filter((slot) => slot.isSigner && slot.isWritable);
  const readonlySigners = slots.filter((slot) => slot.isSigner && !slot.isWritable);
  const writable = slots.filter((slot) => !slot.isSigner && slot.isWritable);
  const readonly = slots.filter((slot) => !slot.isSigner && !slot.isWritable);
  const ordered = [...writableSigners, ...readonlySigners, ...writable, ...readonly];
  if (ordered.length > 127)
    throw new Error(`A message names at most 127 keys, not ${ordered.length}.`);
  ordered.forEach((slot, index) => (slot.index = index));

  const out = Buffer.allocUnsafe(messageBytes(ordered.length, instructions));
  out[0] = writableSigners.length + readonlySigners.length;
  out[1] = readonlySigners.length;
  out[2] = readonly.length;
  out[3] = ordered.length;
  let at = 4;
  for (const { key } of ordered) {
    out.set(key, at);
    at += KEY_BYTES;
  }
  out.set(blockhash, at);
  at += KEY_BYTES;
  out[at++] = instructions.length;
  for (const { program, accounts, bytes } of instructions) {
    out[at++] = byIdentity.get(program)?.index ?? 0;
    out[at++] = accounts.length;
    for (const { key } of accounts) out[at++] = byIdentity.get(key)?.index ?? 0;
    out[at++] = bytes.length;
    out.set(bytes, at);
    at += bytes.length;
  }
  return out;
}

/** Every count here is below 128, so that its compact form is one byte. */
function messageBytes(keyCount: number, instructions: readonly Instruction[]): number {
  let byteCount = 4 + (keyCount + 1) * KEY_BYTES + 1;
  if (instructions.length > 127) throw new Error("A message holds at most 127 instructions.");
  for (const { accounts, bytes } of instructions) {
    if (bytes.length > 127) throw new Error("An instruction of ours holds at most 127 bytes.");
    byteCount += 3 + accounts.length + bytes.length;
  }
  return byteCount;
}

/** The transaction as it travels, with room for its signatures: a checker reads it unsigned. */
export function unsignedWire(message: Uint8Array, signerCount = 1): Uint8Array {
  const offset = 1 + signerCount * SIGNATURE_BYTES;
  if (offset + message.length > WIRE_BYTES_MAX) {
    const length = offset + message.length;
    throw new Error(`A transaction has at most ${WIRE_BYTES_MAX} bytes, not ${length}.`);
  }
  const wire = Buffer.alloc(offset + message.length);
  wire[0] = signerCount;
  wire.set(message, offset);
  return wire;
}

/** Fills the signatures in. Signers are given in the message's own order of signers. */
export function signWire(wire: Uint8Array, signers: readonly MessageSigner[]): void {
  const message = wire.subarray(1 + signers.length * SIGNATURE_BYTES);
  signers.forEach(({ privateKey }, index) => {
    wire.set(ed25519Sign(null, message, privateKey), 1 + index * SIGNATURE_BYTES);
  });
}

/** The first signature names the transaction. */
export function signatureOf(wire: Uint8Array): string {
  return base58Encode(wire.subarray(1, 1 + SIGNATURE_BYTES));
}

function textOf(key: Uint8Array): string {
  return Buffer.prototype.latin1Slice.call(key);
}
