import { expect, test } from "vitest";

import { fc } from "../../test/property.ts";
import { apportion } from "./apportion.ts";

/** Seeds are fixed so that a failure can be looked at twice. */
const RUNS = { seed: 20_261_005, numRuns: 300 } as const;

const total = fc.bigInt({ min: 0n, max: 2n ** 63n });
const items = fc.uniqueArray(
  fc.record({ key: fc.string({ maxLength: 4 }), weight: fc.bigInt({ min: 0n, max: 2n ** 62n }) }),
  { selector: ({ key }) => key, maxLength: 40 },
);
const weighted = items.filter((all) => all.some(({ weight }) => weight > 0n));

const sum = (parts: Iterable<bigint>) => [...parts].reduce((left, part) => left + part, 0n);

test("the parts add up to the total and none is negative", () => {
  fc.assert(
    fc.property(total, weighted, (units, all) => {
      const parts = [...apportion(units, all).values()];
      expect(sum(parts)).toBe(units);
      expect(parts.every((part) => part >= 0n)).toBe(true);
    }),
    RUNS,
  );
});

test("each part is within one unit of its exact share, and nothing goes to no weight", () => {
  fc.assert(
    fc.property(total, weighted, (units, all) => {
      const weights = sum(all.map(({ weight }) => weight));
      const parts = apportion(units, all);
      for (const { key, weight } of all) {
        const off = (parts.get(key) ?? 0n) * weights - units * weight;
        expect(off > -weights && off < weights).toBe(true);
        if (weight === 0n) expect(parts.get(key)).toBe(0n);
      }
    }),
    RUNS,
  );
});

test("the order of the items changes nothing", () => {
  // Weights of a few make ties, which only a key can settle.
  const alike = items.map((all) =>
    all.map(({ key, weight }) => ({ key, weight: (weight % 3n) + 1n })),
  );
  const tied = alike.filter((all) => all.length > 0);
  const shuffled = fc
    .oneof(weighted, tied)
    .chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
  fc.assert(
    fc.property(total, shuffled, (units, [all, other]) => {
      expect(new Map(apportion(units, other))).toEqual(new Map(apportion(units, all)));
    }),
    RUNS,
  );
});

test("a unit that several have the same claim to goes to the smaller key", () => {
  const items3 = ["c", "a", "b"].map((key) => ({ key, weight: 1n }));

  expect(Object.fromEntries(apportion(5n, items3))).toEqual({ a: 2n, b: 2n, c: 1n });
});

test("where nobody has a weight nobody gets anything", () => {
  expect(apportion(5n, [{ key: "a", weight: 0n }]).size).toBe(0);
  expect(apportion(5n, []).size).toBe(0);
});

test("a negative total, a negative weight and a key that comes twice are refused", () => {
  const one = { key: "a", weight: 1n };
  expect(() => apportion(-1n, [one])).toThrow("total of 0 or more, found -1");
  expect(() => apportion(1n, [{ key: "a", weight: -1n }])).toThrow("weights of 0 or more");
  expect(() => apportion(1n, [one, one])).toThrow("two are equal");
});
