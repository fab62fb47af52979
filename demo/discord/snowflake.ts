/** 1 January 2015, from which Discord counts milliseconds. */
const EPOCH = 1_420_070_400_000n;

/** The lowest 22 bits: whose process made the id, and how many it has made in that millisecond. */
const BITS_BELOW_TIME = 22n;
const IN_ONE_MS_MAX = 4_095;

/** Ids that carry the instant at which they were made, and grow with it. */
export interface Snowflakes {
  at(ms: number): string;
}

export function createSnowflakes(): Snowflakes {
  const madeIn = new Map<number, number>();
  return {
    at(ms) {
      const count = madeIn.get(ms) ?? 0;
      if (count > IN_ONE_MS_MAX) throw new Error(`Discord makes no more ids in one millisecond.`);
      madeIn.set(ms, count + 1);
      return `${((BigInt(ms) - EPOCH) << BITS_BELOW_TIME) | BigInt(count)}`;
    },
  };
}

/** When an id was made, in milliseconds since 1970. */
export function instantOf(id: string): number {
  return Number((BigInt(id) >> BITS_BELOW_TIME) + EPOCH);
}

/** Ids are decimal digits without zeros before them: of two lengths the longer one is later. */
export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return compareIds(a.id, b.id);
}

export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function isSnowflake(text: string): boolean {
  return /^\d{1,20}$/.test(text);
}
