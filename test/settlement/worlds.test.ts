import { expect, test } from "vitest";

import { litesvmMachine } from "./litesvm.ts";
import { play } from "./play.ts";

const SEEDS = Array.from({ length: 12 }, (_, index) => 1 + index);

test("our model of the programs and the real ones in LiteSVM give the same runs, transaction by transaction", async () => {
  const model: string[] = [];
  const real: string[] = [];
  for (const seed of SEEDS) {
    model.push((await play(seed)).summary);
    real.push((await play(seed, litesvmMachine())).summary);
  }

  expect(model).toEqual(real);
});
