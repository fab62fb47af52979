import { createHash } from "node:crypto";

import { expect, test } from "vitest";

import { formula202604 as formula } from "./2026-04.ts";
import { complexity, meaning, product, score, volume } from "./factors.ts";
import { formulaDigest } from "./formula.ts";

/**
 * The examples the formula was agreed on, worked out by hand to three places. They are the oracle:
 * nothing below is computed by our code but the left side.
 */
const EXAMPLES = [
  { of: "an adopted guide", v: 0.9, m: 0.8, k: 1.4, e: 0.35, i: 0.3, scored: 1.36, floored: 1.36 },
  { of: "an unliked task", v: 0.6, m: 0.85, k: 1.8, e: 0, i: 0.05, scored: 1.054, floored: 1.054 },
  { of: "a thanks", v: 0.1, m: 0.2, k: 1, e: 0.3, i: 0, scored: 0.129, floored: 0 },
  { of: "the neutral one", v: 0.25, m: 0.5, k: 1, e: 0, i: 0, scored: 0.354, floored: 0.354 },
];

test.for(EXAMPLES)("the score of $of is the one worked out by hand", (example) => {
  expect(product(formula, example)).toBeCloseTo(example.scored, 3);
  expect(score(formula, example)).toBeCloseTo(example.floored, 3);
});

test("volume is nothing for nothing new and full at 800 tokens, and grows no further", () => {
  expect([0, 800, 8000].map((tokens) => volume(formula, tokens))).toEqual([0, 1, 1]);
  expect(volume(formula, 80)).toBeCloseTo(Math.log(2) / Math.log(11), 12);
});

test("writing twice as much adds less than a fifth, at any length", () => {
  const worth = (tokens: number) => volume(formula, tokens) ** formula.exponents.volume;
  const gains = [1, 10, 80, 400, 800, 5000].map((n) => worth(2 * n) / worth(n));

  expect(gains.map((gain) => gain.toFixed(2))).toEqual([
    "1.19",
    "1.17",
    "1.12",
    "1.08",
    "1.00",
    "1.00",
  ]);
});

test("a missing verdict is the prior, never full meaning", () => {
  expect(meaning(formula, { verdict: null, grade: null })).toBe(0.5);
  expect(meaning(formula, { verdict: null, grade: 5 })).toBe(0.5);
});

test("a better grade means more, and a returned attempt is worth nothing", () => {
  const graded = [1, 2, 3, 4, 5].map((grade) => meaning(formula, { verdict: "accepted", grade }));
  expect(graded.map((m) => m.toFixed(3))).toEqual(["0.100", "0.300", "0.500", "0.700", "0.900"]);

  const returned = meaning(formula, { verdict: "returned", grade: null });
  expect(returned).toBeCloseTo(0.3, 12);
  expect(score(formula, { v: 1, m: returned, k: 2, e: 0, i: 0 })).toBe(0);
});

test("complexity stays between a half and two", () => {
  expect([0.1, 1.25, 9].map((declared) => complexity(formula, declared))).toEqual([0.5, 1.25, 2]);
});

test("the formula's digest is pinned: a change of any constant is another formula", () => {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const digest = formulaDigest(formula, sha256);

  expect(digest).toBe("37a6eefdf492c08218d9a7d9216453100b48a51f886f19e093419423c62c852f");
  expect(formulaDigest({ ...formula, rankDecay: 0.86 }, sha256)).not.toBe(digest);
});

test("factors that are not measured yet are neutral, and the formula says so", () => {
  expect(formula.neutral).toMatchObject({ engagement: 0, influence: 0, standing: 1 });
  expect(formula.neutral.statement).toMatch(/neutral for everyone/);
});
