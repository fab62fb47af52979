import { expect, test } from "vitest";

import { seededRandom } from "../seed.ts";
import { play, playedModels } from "./play.ts";

/** A slice: `npm run incremental-runs` plays 200. */
const SEQUENCES = 1;
const CHANGES = 16;

/** Ends what hangs: alone it takes seconds, on a machine that does much else more. */
const HANG_MS = 400_000;

test(
  "built in parts after each change, every table is as a full build makes it",
  async () => {
    const faults: string[] = [];
    const inParts = new Set<string>();
    for (let sequence = 0; sequence < SEQUENCES; sequence += 1) {
      const played = await play(seededRandom(`incremental/${sequence}`), CHANGES);
      faults.push(...played.faults);
      for (const model of played.inParts.keys()) inParts.add(model);
    }

    expect(faults).toEqual([]);
    const withParts = playedModels.filter(({ parts }) => parts !== undefined);
    expect([...inParts].toSorted()).toEqual(withParts.map(({ name }) => name).toSorted());
  },
  HANG_MS,
);
