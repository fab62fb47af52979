/** What `npm run settlement-runs` plays 10,000 times. */
import { expect, test } from "vitest";

import { type Counts, noCounts, playAndCount } from "./counts.ts";
import { KINDS } from "./kinds.ts";

const RUNS = 500;
/** A test each, so that a busy machine meets no limit of time. */
const RUNS_A_TEST = 50;
const counts: Counts = noCounts();

test.each(Array.from({ length: RUNS / RUNS_A_TEST }, (_, index) => 1 + index * RUNS_A_TEST))(
  "whatever goes wrong, no line is paid twice, lost or called paid while it is not, and each run has a way out: 50 from seed %i",
  async (from) => {
    const found: string[] = [];
    for (let seed = from; seed < from + RUNS_A_TEST; seed += 1)
      found.push(...(await playAndCount(seed, counts)));

    expect(found).toEqual([]);
  },
);

/** Found among 10,000: a month that two ledgers paid, and a plan that nobody could close. */
test.each([6709, 8584, 6715])("what was once found wrong stays mended: seed %i", async (seed) => {
  expect(await playAndCount(seed, noCounts(), ["receipts taken back"])).toEqual([]);
});

/** Found among 10,000: a month that could not go on, since a later one had been adopted. */
test("what was found wrong with receipts taken back stays mended: seed 1929", async () => {
  expect(await playAndCount(1929, noCounts())).toEqual([]);
});

test("each kind of fault comes up in many of these runs", () => {
  const rare = KINDS.filter((kind) => counts.kinds[kind] <= 20);

  expect(rare).toEqual([]);
  expect([counts.runs, counts.settled]).toEqual([RUNS, RUNS]);
  expect(counts.adopted).toBeGreaterThan(5);
});

test("under the same faults a settler that sends and then writes down pays lines twice", () => {
  expect(counts.naivePaidTwice).toBeGreaterThan(100);
});
