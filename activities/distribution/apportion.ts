export interface Weighted {
  /** Unique; settles ties. */
  readonly key: string;
  readonly weight: bigint;
}

/**
 * Splits a total by largest remainder (Hamilton): the parts add up to the total exactly, each is
 * within one unit of its exact share, and the order of the items changes nothing. Ties go to the
 * smaller key. With no weight at all there is nobody to give to: the result is empty.
 */
export function apportion(total: bigint, items: readonly Weighted[]): ReadonlyMap<string, bigint> {
  if (total < 0n) throw new RangeError(`Expected a total of 0 or more, found ${total}.`);
  const negative = items.find(({ weight }) => weight < 0n);
  if (negative !== undefined) {
    throw new RangeError(`Expected weights of 0 or more, found ${negative.weight}.`);
  }
  const weights = items.reduce((sum, { weight }) => sum + weight, 0n);
  if (weights === 0n) return new Map();
  const parts = items.map(({ key, weight }) => ({
    key,
    floor: (total * weight) / weights,
    remainder: (total * weight) % weights,
  }));
  const left = parts.reduce((rest, { floor }) => rest - floor, total);
  const byRemainder = parts.toSorted(
    (a, b) => compare(b.remainder, a.remainder) || compare(a.key, b.key),
  );
  const shares = new Map(
    byRemainder.map(({ key, floor }, index) => [key, BigInt(index) < left ? floor + 1n : floor]),
  );
  if (shares.size !== items.length) throw new RangeError("Expected keys to differ; two are equal.");
  return shares;
}

/** A total order by value, or by code unit: never by locale. */
export function compare<T extends string | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
