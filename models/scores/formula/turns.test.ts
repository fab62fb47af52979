import { expect, test } from "vitest";

import { fc } from "../../../test/property.ts";
import { turnOf, type FormulaTurn } from "./turns.ts";

/** Seeds are fixed so that a failure can be looked at twice. */
const RUNS = { seed: 20_261_005, numRuns: 300 } as const;

const month = fc
  .tuple(fc.integer({ min: 2024, max: 2027 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, number]) => `${year}-${`${number}`.padStart(2, "0")}`);
const turns: fc.Arbitrary<FormulaTurn[]> = fc.uniqueArray(month, { maxLength: 8 }).map((months) =>
  ["2000-01", ...months].map((from_period) => ({
    from_period,
    formula: `f ${from_period}`,
    digest: from_period,
  })),
);

test("a formula put in force from a month on changes no month before it", () => {
  fc.assert(
    fc.property(turns, month, month, (before, from_period, period) => {
      const added = { from_period, formula: "added", digest: "added" };
      const after = [...before.filter((turn) => turn.from_period !== from_period), added];

      if (period < from_period) expect(turnOf(after, period)).toEqual(turnOf(before, period));
      else expect(turnOf(after, period).from_period >= from_period).toBe(true);
    }),
    RUNS,
  );
});

test("the order in which turns are read changes nothing", () => {
  const shuffled = turns.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  fc.assert(
    fc.property(shuffled, month, ([all, other], period) => {
      expect(turnOf(other, period)).toEqual(turnOf(all, period));
    }),
    RUNS,
  );
});
