import { randomBytes } from "node:crypto";

import { ByteWriter, sha256Hex } from "../plan/bytes.ts";

/** The hash before the first event. */
export const GENESIS_HASH = "0".repeat(64);

export interface HashedFields {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly actor: string;
  readonly at: string;
  readonly payload_hash: string;
  readonly prev_hash: string;
  readonly unique_key: string | null;
}

/** Links an event to all before it. Covers the payload by its hash, so the payload may go. */
export function eventHash(event: HashedFields): string {
  const writer = new ByteWriter();
  writer
    .text("VKLAD-LEDGER-v1")
    .u64(BigInt(event.seq))
    .text(event.id)
    .text(event.kind)
    .text(event.actor)
    .text(event.at)
    .hash(event.payload_hash)
    .hash(event.prev_hash)
    .optional(event.unique_key, (key) => writer.text(key));
  return sha256Hex(writer.finish());
}

/**
 * Salted, and the salt goes with the payload: or whoever holds the hash of an erased payload could
 * find it again by trying the few values it can have.
 */
export function payloadHash(salt: string, body: string): string {
  return sha256Hex(new ByteWriter().text("VKLAD-PAYLOAD-v1").text(salt).text(body).finish());
}

/** RFC 9562: 48 bits of the time given, the rest random. Order is told by seq, not by this. */
export function uuidV7(time_ms: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(time_ms, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
