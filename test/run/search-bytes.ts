/** Of each pattern so many first bytes are looked for; no pattern is shorter. */
export const PATTERN_BYTES_MIN = 24;
const BLOCK_BYTES = 8;
/** In any place of a text, a block that begins at a multiple of this lies within those first bytes. */
const STRIDE = PATTERN_BYTES_MIN - BLOCK_BYTES;
const WORD_BYTES = 4;
const STRIDE_WORDS = STRIDE / WORD_BYTES;
const FILTER_BITS = 24;

/** A pattern that was found: which one, and where it begins. */
export interface Found {
  readonly pattern: number;
  readonly at: number;
}

export interface Search {
  /** The first place of each pattern that is in these bytes. */
  in(bytes: Buffer): readonly Found[];
}

/**
 * Looks for thousands of patterns in one pass that reads one block of each stride: an occurrence
 * holds a block at a multiple of the stride, wherever it begins, and all blocks are known.
 */
export function searchFor(patterns: readonly Buffer[]): Search {
  const filter = new Uint8Array(1 << (FILTER_BITS - 3));
  const blocks = new Map<bigint, { readonly pattern: number; readonly offset: number }[]>();
  for (const [pattern, bytes] of patterns.entries()) {
    if (bytes.length < PATTERN_BYTES_MIN)
      throw new RangeError(`A pattern of ${bytes.length} bytes is too short to be looked for.`);
    for (let offset = 0; offset < STRIDE; offset += 1) {
      const slot = slotOf(bytes.readInt32LE(offset), bytes.readInt32LE(offset + WORD_BYTES));
      filter[slot >>> 3] = (filter[slot >>> 3] ?? 0) | (1 << (slot & 7));
      const block = bytes.readBigUInt64LE(offset);
      const known = blocks.get(block);
      if (known === undefined) blocks.set(block, [{ pattern, offset }]);
      else known.push({ pattern, offset });
    }
  }

  return {
    in(bytes) {
      const found = new Map<number, Found>();
      const words = wordsOf(bytes);
      for (let word = 0; word + 1 < words.length; word += STRIDE_WORDS) {
        const slot = slotOf(words[word]!, words[word + 1]!);
        if ((filter[slot >>> 3]! & (1 << (slot & 7))) === 0) continue;
        const at = word * WORD_BYTES;
        for (const { pattern, offset } of blocks.get(bytes.readBigUInt64LE(at)) ?? []) {
          const whole = patterns[pattern] as Buffer;
          const from = at - offset;
          if (from < 0 || found.has(pattern)) continue;
          if (bytes.subarray(from, from + whole.length).equals(whole))
            found.set(pattern, { pattern, at: from });
        }
      }
      return [...found.values()];
    },
  };
}

/** Whole words are read many times faster than bytes; where they do not begin at one, a copy does. */
function wordsOf(bytes: Buffer): Int32Array {
  const isAligned = bytes.byteOffset % WORD_BYTES === 0;
  const { buffer, byteOffset } = isAligned ? bytes : new Uint8Array(bytes);
  return new Int32Array(buffer, byteOffset, Math.floor(bytes.length / WORD_BYTES));
}

function slotOf(low: number, high: number): number {
  return Math.imul(Math.imul(low, 0x9e3779b1) ^ high, 0x85ebca6b) >>> (32 - FILTER_BITS);
}
