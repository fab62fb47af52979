import { expect, test } from "vitest";

import { baseUnits } from "./tokens.ts";

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
