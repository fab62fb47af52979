import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** AES-256-GCM: nonce, tag, text. What is kept is not to be read by whoever copies the file. */
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `about` is bound to it: moved to another row it does not open. */
export function seal(key: Uint8Array, text: string, about: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Null for what this key does not open. */
export function unseal(key: Uint8Array, sealed: Uint8Array, about: string): string | null {
  const bytes = Buffer.from(sealed);
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  try {
    const opened = createDecipheriv(CIPHER, key, nonce).setAAD(Buffer.from(about)).setAuthTag(tag);
    const text = opened.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([text, opened.final()]).toString("utf8");
  } catch {
    return null;
  }
}
