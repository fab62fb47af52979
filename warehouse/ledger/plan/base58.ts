const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Longer texts are never addresses, and decoding is quadratic. */
const TEXT_LENGTH_MAX = 128;

/** Null where the text is not base58. Each text stands for one byte string and back. */
export function base58Decode(text: string): Uint8Array | null {
  if (text.length > TEXT_LENGTH_MAX) return null;
  let value = 0n;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return null;
    value = value * 58n + BigInt(digit);
  }
  const zeros = text.length - text.replace(/^1+/, "").length;
  const hex = value === 0n ? "" : value.toString(16);
  const tail = Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, "hex");
  return new Uint8Array(Buffer.concat([Buffer.alloc(zeros), tail]));
}

export function base58Encode(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  let value = buffer.length === 0 ? 0n : BigInt(`0x${buffer.toString("hex")}`);
  let text = "";
  for (; value > 0n; value /= 58n) text = ALPHABET[Number(value % 58n)] + text;
  const firstNonZero = buffer.findIndex((byte) => byte !== 0);
  return "1".repeat(firstNonZero < 0 ? buffer.length : firstNonZero) + text;
}

/** Whether the text is a base58 address or key: 32 bytes. */
export function isAddress(text: string): boolean {
  return base58Decode(text)?.length === 32;
}
