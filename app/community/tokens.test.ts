import { expect, test } from "vitest";

import { baseUnits, wholeTokens } from "./tokens.ts";

test("an amount becomes base units exactly, beyond what a double can hold", () => {
  expect(baseUnits("90071992547409.93", 6)).toBe(90071992547409930000n);
});

test("more digits than the token has are refused, not rounded", () => {
  expect(() => baseUnits("0.0000001", 6)).toThrow(/at most 6 digits/);
});

test("what is no number is refused", () => {
  for (const text of ["", "-1", "1e3", "1,5", " 1"])
    expect(() => baseUnits(text, 6)).toThrow(/The amount is/);
});

test.each([
  [90071992547409930000n, 6, "90071992547409.93"],
  [1n, 6, "0.000001"],
  [0n, 6, "0"],
  [7n, 0, "7"],
] as const)("%s base units with %i decimals are written as %s tokens", (amount, decimals, text) => {
  expect(wholeTokens(amount, decimals)).toBe(text);
  expect(baseUnits(text, decimals)).toBe(amount);
});
