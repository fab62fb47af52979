import { expect, test } from "vitest";

import { play } from "./play.ts";

/** As many as meet every kind of step; `npm run identity-runs` plays 1,000. */
const SEQUENCES = 12;

test("whatever was linked, unlinked and unlinked in bulk, all of it is undone exactly", async () => {
  const { faults, counts } = await play(SEQUENCES);

  expect(faults).toEqual([]);
  expect(counts["sequences that changed something"]).toBeGreaterThan(SEQUENCES / 4);
  expect(counts["undone in bulk"]).toBeGreaterThan(0);
  expect(counts["proof: contradicts"]).toBeGreaterThan(0);
});
