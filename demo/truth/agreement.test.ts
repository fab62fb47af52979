import { expect, test } from "vitest";

import { createRandom } from "../random.ts";
import { agreement, ranks, spearman } from "./agreement.ts";

test("tied values share the mean of their ranks", () => {
  expect(ranks([10, 20, 20, 5])).toEqual([2, 3.5, 3.5, 1]);
});

test("agreement is 1 for any growing function, and −1 for a falling one", () => {
  const values = [0.1, 0.4, 0.5, 3, 9];

  expect(
    spearman(
      values,
      values.map((value) => value ** 3),
    ),
  ).toBeCloseTo(1, 12);
  expect(
    spearman(
      values,
      values.map((value) => -value),
    ),
  ).toBeCloseTo(-1, 12);
});

test("ties give the value that R's cor(method = 'spearman') gives", () => {
  expect(spearman([1, 2, 2, 3], [1, 3, 2, 4])).toBeCloseTo(0.9486833, 6);
});

test("where one side does not vary there is no agreement to speak of", () => {
  expect(spearman([1, 1, 1], [1, 2, 3])).toBeNull();
  expect(spearman([1, 2], [1, 2])).toBeNull();
});

test("a score that follows value stands out from length and from shuffled truth", () => {
  const random = createRandom("agreement");
  const rows = Array.from({ length: 400 }, () => {
    const value = random.next();
    return { value, points: value + random.normal(0, 0.1), text_length: random.whole(10, 2_000) };
  });

  const found = agreement(rows, random.next);

  expect(found.spearman).toBeGreaterThan(0.9);
  expect(Math.abs(found.length_only!)).toBeLessThan(0.15);
  expect(found.shuffled_truth).toBeLessThan(0.2);
});
