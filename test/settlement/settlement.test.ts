/** What `npm run settlement-runs` plays 10,000 times, and that its world is one to be trusted. */
import { beforeAll, expect, test } from "vitest";

import { type Counts, noCounts, playAndCount } from "./counts.ts";
import { KINDS } from "./kinds.ts";

const RUNS = 500;
const counts: Counts = noCounts();
const found: string[] = [];

beforeAll(async () => {
  for (let seed = 1; seed <= RUNS; seed += 1) found.push(...(await playAndCount(seed, counts)));
});

test("in 500 runs of all that goes wrong no line is paid twice, called paid wrongly or lost, and each has a way out", () => {
  expect(found).toEqual([]);
  expect(counts.settled + counts.split).toBe(RUNS);
});

test("each kind of fault comes up in many of these runs", () => {
  for (const kind of KINDS) expect([kind, counts.kinds[kind] > 20]).toEqual([kind, true]);
});

test("under the same faults a settler that sends and then writes down pays lines twice", () => {
  expect(counts.naivePaidTwice).toBeGreaterThan(100);
});
