import { expect, test } from "vitest";

import { judge } from "./faults.ts";
import { play } from "./play.ts";

/** As many as show each guard's absence; `npm run edits` plays 2,000. */
const SEQUENCES = 100;

/** Ends what hangs: alone it takes a fraction of a minute, on a machine that does much else more. */
const HANG_MS = 400_000;

test(
  "no edit makes a point that no master stated, and none takes one from honest work",
  async () => {
    const { faults, counts } = judge(await play(SEQUENCES));

    expect(faults).toEqual([]);
    expect(counts["attempts paid"]).toBeGreaterThan(SEQUENCES / 2);
    expect(counts["of them without strangers"]).toBeGreaterThan(SEQUENCES / 10);
  },
  HANG_MS,
);
