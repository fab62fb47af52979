import type { Packed } from "./child.ts";

/** Answers by their tag, as many bytes of them as are allowed; what was not asked longest goes first. */
export function keptAnswers(bytesMax: number) {
  const kept = new Map<string, Packed>();
  const coming = new Map<string, Promise<Packed>>();
  let bytes = 0;

  function keep(tag: string, packed: Packed): void {
    kept.set(tag, packed);
    bytes += packed.body.length;
    for (const [oldest, { body }] of kept) {
      if (bytes <= bytesMax) return;
      kept.delete(oldest);
      bytes -= body.length;
    }
  }

  return {
    /** What is being made is not made twice. A failure is not kept. */
    async get(tag: string, make: () => Promise<Packed>): Promise<Packed> {
      const found = kept.get(tag);
      if (found !== undefined) {
        kept.delete(tag);
        kept.set(tag, found);
        return found;
      }
      const known = coming.get(tag);
      if (known !== undefined) return await known;
      const made = make();
      coming.set(tag, made);
      try {
        const packed = await made;
        keep(tag, packed);
        return packed;
      } finally {
        coming.delete(tag);
      }
    },
    byteCount: () => bytes,
  };
}
