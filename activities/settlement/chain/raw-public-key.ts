import type { KeyObject } from "node:crypto";

/** The 32 bytes of an ed25519 key that everybody may know. */
export function rawPublicKey(key: KeyObject): Uint8Array {
  return Uint8Array.from(key.export({ type: "spki", format: "der" }).subarray(-32));
}
