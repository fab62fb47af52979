import { verifyBytes } from "./ed25519.ts";

/** Solana's domain for what is signed and is no transaction: the first byte is never one's. */
const SIGNING_DOMAIN = Buffer.concat([Buffer.from([0xff]), Buffer.from("solana offchain")]);

/** What a hardware wallet still shows. */
const TEXT_BYTES_MAX = 1_212;

/**
 * Whether people may be asked to sign this text: one line of printable ASCII, as every wallet shows
 * it, that begins as all of ours do. As a transaction's message it would name 86 signers (`V`), 107
 * of them read-only (`k`), which no runtime takes: so the raw bytes never are one.
 */
export function isSignable(text: string): boolean {
  return /^Vk[\x20-\x7e]*$/.test(text) && text.length <= TEXT_BYTES_MAX;
}

/**
 * The text as an off-chain message, version 0: `\xffsolana offchain`, version and format (0:
 * printable ASCII), length as u16 little-endian, text. So `solana sign-offchain-message` signs it.
 */
export function offchainMessage(text: string): Uint8Array {
  const body = Buffer.from(text, "ascii");
  const length = Buffer.alloc(2);
  length.writeUInt16LE(body.length);
  return Buffer.concat([SIGNING_DOMAIN, Buffer.from([0, 0]), length, body]);
}

/**
 * Whether the base64 signature over this text was made with the base64 key: over its bytes, as a
 * browser's key and `solana:signMessage` sign them, or over it as an off-chain message.
 */
export function verifySignedText(text: string, publicKey: string, signature: string): boolean {
  if (!isSignable(text)) return false;
  return (
    verifyBytes(Buffer.from(text, "ascii"), publicKey, signature) ||
    verifyBytes(offchainMessage(text), publicKey, signature)
  );
}
