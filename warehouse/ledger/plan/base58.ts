const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** By character code; 255 where there is no such digit. */
const DIGITS = new Uint8Array(128).fill(255);
for (const [digit, character] of [...ALPHABET].entries()) DIGITS[character.charCodeAt(0)] = digit;

/** Longer texts are never addresses, and decoding is quadratic. */
const TEXT_LENGTH_MAX = 128;

/** So many digits, or bytes, go into one number that stays exact when it is multiplied. */
const DIGITS_A_LIMB = 7;
const BYTES_A_LIMB = 5;
const DIGIT_LIMB = 58 ** DIGITS_A_LIMB;
const BYTE_LIMB = 256 ** BYTES_A_LIMB;

/** Null where the text is not base58. Each text stands for one byte string and back. */
export function base58Decode(text: string): Uint8Array | null {
  if (text.length > TEXT_LENGTH_MAX) return null;
  const limbs: number[] = [];
  let zeros = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = DIGITS[text.charCodeAt(at)] ?? 255;
    if (digit === 255) return null;
    if (digit === 0 && zeros === at) zeros += 1;
    else multiplyAndAdd(limbs, { by: 58, add: digit, limb: BYTE_LIMB });
  }
  return bytesOf(limbs, zeros);
}

export function base58Encode(bytes: Uint8Array): string {
  const limbs: number[] = [];
  let zeros = 0;
  while (bytes[zeros] === 0) zeros += 1;
  for (let at = zeros; at < bytes.length; at += 1)
    multiplyAndAdd(limbs, { by: 256, add: bytes[at] ?? 0, limb: DIGIT_LIMB });
  let text = "";
  for (const [place, limb] of limbs.entries()) {
    let left = limb;
    const isLast = place === limbs.length - 1;
    for (let count = 0; isLast ? left > 0 : count < DIGITS_A_LIMB; count += 1) {
      text = ALPHABET.charAt(left % 58) + text;
      left = Math.floor(left / 58);
    }
  }
  return "1".repeat(zeros) + text;
}

/** Whether the text is a base58 address or key: 32 bytes. */
export function isAddress(text: string): boolean {
  return base58Decode(text)?.length === 32;
}

/** A number in limbs, the lowest first, so many times as large and a little more. */
function multiplyAndAdd(
  limbs: number[],
  { by, add, limb }: { readonly by: number; readonly add: number; readonly limb: number },
): void {
  let carry = add;
  for (let place = 0; place < limbs.length; place += 1) {
    const value = (limbs[place] ?? 0) * by + carry;
    carry = Math.floor(value / limb);
    limbs[place] = value - carry * limb;
  }
  if (carry > 0) limbs.push(carry);
}

function bytesOf(limbs: readonly number[], zeros: number): Uint8Array {
  const bytes: number[] = [];
  for (const [place, limb] of limbs.entries()) {
    let left = limb;
    const isLast = place === limbs.length - 1;
    for (let count = 0; isLast ? left > 0 : count < BYTES_A_LIMB; count += 1) {
      bytes.push(left % 256);
      left = Math.floor(left / 256);
    }
  }
  const whole = new Uint8Array(zeros + bytes.length);
  whole.set(bytes.reverse(), zeros);
  return whole;
}
