import { expect, test } from "vitest";

import { compact } from "./compact.ts";
import { runtimeOf } from "./testing.ts";

test("packing goes on, a few folders at a time, until nothing is left", async () => {
  const turns = [4_000, 4_000, 1_500];
  const left = [...turns];

  const fileCount = await compact(
    runtimeOf({
      async compactLanding() {
        return { fileCount: left.shift() ?? 0, done: left.length === 0 };
      },
    }),
  );

  expect([fileCount, left]).toEqual([9_500, []]);
});
