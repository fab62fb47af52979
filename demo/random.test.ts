import { expect, test } from "vitest";

import { createRandom } from "./random.ts";

test("one seed gives one sequence, on every machine", () => {
  const random = createRandom("vklad");

  const drawn = Array.from({ length: 4 }, () => random.whole(0, 999));

  expect(drawn).toEqual([394, 131, 942, 973]);
});

test("a fork does not depend on what its parent has drawn", () => {
  const [fresh, used] = [createRandom("vklad"), createRandom("vklad")];
  used.next();

  expect(used.fork("posts").next()).toBe(fresh.fork("posts").next());
});

test("numbers are spread evenly enough to draw from", () => {
  const random = createRandom("even");
  const counts = [0, 0, 0, 0];

  for (let draw = 0; draw < 8_000; draw += 1) counts[random.whole(0, 3)]! += 1;

  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(300);
});
