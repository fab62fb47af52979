import { createPrivateKey, createPublicKey } from "node:crypto";

import { base58Encode } from "../../warehouse/ledger/plan/base58.ts";
import { PATTERN_BYTES_MIN } from "./search-bytes.ts";

/** DER before the 32 secret bytes of an ed25519 key: RFC 8410, section 7. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const ED25519_BYTES = 32;

/** One spelling of a secret, as a leak may have it. */
export interface Form {
  readonly form: string;
  readonly bytes: Buffer;
}

/**
 * All ways in which a secret is written by what we use: raw, hex, base64 and base64url wherever in a
 * longer value it stands (so PKCS#8, PEM, JWK and key pairs, too), base58 as wallets write keys, and
 * the numbers of JSON. Forms too short to be told from chance are left out.
 */
export function formsOf(secret: Buffer): readonly Form[] {
  const numbers = [...secret];
  const hex = secret.toString("hex");
  const texts: [string, string][] = [
    ["hex", hex],
    ["hex", hex.toUpperCase()],
    ["hex", hex.replace(/..(?=.)/g, "$& ")],
    ["numbers", numbers.join(",")],
    ["numbers", numbers.join(", ")],
    ["numbers", numbers.map((byte, index) => `"${index}":${byte}`).join(",")],
    ["base58", base58Encode(secret)],
    ...withinBase64(secret),
  ];
  if (secret.length === ED25519_BYTES)
    texts.push(["base58", base58Encode(Buffer.concat([secret, publicOf(secret)]))]);
  return [{ form: "raw bytes", bytes: secret }]
    .concat(texts.map(([form, text]) => ({ form, bytes: Buffer.from(text) })))
    .filter(({ bytes }) => bytes.length >= PATTERN_BYTES_MIN);
}

/** What is the same whatever stands before and after: each of the three ways to begin. */
function withinBase64(secret: Buffer): [string, string][] {
  return [0, 1, 2].flatMap((before): [string, string][] => {
    const text = Buffer.concat([Buffer.alloc(before), secret]).toString("base64");
    const own = text.slice(
      Math.ceil((before * 8) / 6),
      Math.floor(((before + secret.length) * 8) / 6),
    );
    const url = own.replaceAll("+", "-").replaceAll("/", "_");
    return url === own
      ? [["base64", own]]
      : [
          ["base64", own],
          ["base64url", url],
        ];
  });
}

function publicOf(seed: Buffer): Buffer {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, seed]),
    format: "der",
    type: "pkcs8",
  });
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-ED25519_BYTES);
}
