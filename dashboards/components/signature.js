import { GatewayRefusal } from "./gateway.js";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const SIGNATURE_BYTES = 64;

/** A pasted signature as the gateway takes it: Solana's tools print base58, others base64. */
export function signatureBase64(pasted) {
  const text = pasted.trim();
  if (/^[A-Za-z0-9+/]{86}==$/.test(text)) return text;
  const bytes = base58Bytes(text);
  if (bytes?.length !== SIGNATURE_BYTES) throw new GatewayRefusal("bad_wallet_proof", 0);
  return btoa(String.fromCharCode(...bytes));
}

function base58Bytes(text) {
  let value = 0n;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0 || text.length > 100) return null;
    value = value * 58n + BigInt(digit);
  }
  const zeros = text.length - text.replace(/^1+/, "").length;
  const hex = value === 0n ? "" : value.toString(16);
  const pairs = (hex.length % 2 === 1 ? `0${hex}` : hex).match(/../g) ?? [];
  return [...Array(zeros).fill(0), ...pairs.map((pair) => Number.parseInt(pair, 16))];
}
