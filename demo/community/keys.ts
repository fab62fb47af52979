import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from "node:crypto";

/** An ed25519 pair that the demo's seed determines. It guards nothing: everybody can derive it. */
export interface DemoKey {
  /** Raw 32 bytes. */
  readonly publicKey: Uint8Array;
  sign(text: string): Uint8Array;
}

/** RFC 8410: what stands before the 32 bytes of a private key in PKCS#8. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_PREFIX_BYTES = 12;

export function demoKey(purpose: string): DemoKey {
  const secret = createHash("sha256").update(`vklad demo ${purpose}`).digest();
  const privateKey: KeyObject = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, secret]),
    format: "der",
    type: "pkcs8",
  });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return {
    publicKey: spki.subarray(SPKI_PREFIX_BYTES),
    sign: (text) => sign(null, Buffer.from(text, "utf8"), privateKey),
  };
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** As Solana writes addresses. */
export function base58(bytes: Uint8Array): string {
  let number = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  let text = "";
  while (number > 0n) {
    text = BASE58[Number(number % 58n)] + text;
    number /= 58n;
  }
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = `1${text}`;
  }
  return text;
}
