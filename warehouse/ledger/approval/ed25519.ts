import { createPublicKey, verify } from "node:crypto";

import { sha256Hex } from "../plan/bytes.ts";

/** DER of an ed25519 SubjectPublicKeyInfo before its 32 bytes (RFC 8410). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

const FIELD_PRIME = 2n ** 255n - 19n;

/** y of a point of order 8 (libsodium's blocklist); the other one is its negative. */
const ORDER_8_Y = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;

/** y of every point whose order divides 8: 1, 2, 4, 8, and 8 again. */
const SMALL_ORDER_Y: readonly bigint[] = [
  1n,
  FIELD_PRIME - 1n,
  0n,
  ORDER_8_Y,
  FIELD_PRIME - ORDER_8_Y,
];

/**
 * The 32 bytes of an ed25519 public key in base64, or null.
 *
 * Small-order keys are refused: with the identity point as key, Node 20 accepts one forged signature
 * for every message (Node 24 does not; we lean on neither). Non-canonical ones are refused so that a key has one spelling.
 */
export function verifyKey(publicKey: string): Uint8Array | null {
  const bytes = Buffer.from(publicKey, "base64");
  if (bytes.length !== 32 || bytes.toString("base64") !== publicKey) return null;
  const littleEndian = BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
  const y = littleEndian & (2n ** 255n - 1n);
  if (y >= FIELD_PRIME || SMALL_ORDER_Y.includes(y)) return null;
  return new Uint8Array(bytes);
}

/** Names a key for ever: SHA-256 of its raw bytes. */
export function keyIdOf(publicKey: string): string {
  return sha256Hex(Buffer.from(publicKey, "base64"));
}

/** What was found right, by key, signature and digest: a plan's state is read at every step. */
const verified = new Set<string>();
const VERIFIED_MAX = 1_024;

/** Whether the base64 signature over these bytes was made with the base64 key. */
export function verifyBytes(signed: Uint8Array, publicKey: string, signature: string): boolean {
  const name = `${publicKey} ${signature} ${sha256Hex(signed)}`;
  if (verified.has(name)) return true;
  if (!isSignature(signed, publicKey, signature)) return false;
  if (verified.size >= VERIFIED_MAX) verified.clear();
  verified.add(name);
  return true;
}

function isSignature(signed: Uint8Array, publicKey: string, signature: string): boolean {
  const key = verifyKey(publicKey);
  const bytes = Buffer.from(signature, "base64");
  if (key === null || bytes.length !== 64 || bytes.toString("base64") !== signature) return false;
  const spki = Buffer.concat([SPKI_PREFIX, key]);
  const keyObject = createPublicKey({ key: spki, format: "der", type: "spki" });
  return verify(null, signed, keyObject, bytes);
}
