import { afterEach, expect, test } from "vitest";

// Plain JavaScript, as the browser runs it.
// @ts-expect-error It has no declarations.
import { setLanguage } from "../components/language.js";
// @ts-expect-error It has no declarations.
import { fractionOf, percentOf, pointsOf } from "../components/millionths.js";

afterEach(() => setLanguage("ru"));

test("millionths are read as a percentage and as a fraction, in each language, or as nothing", () => {
  const read = () => [percentOf("123456"), percentOf("4"), fractionOf("998765"), fractionOf(null)];
  const russian = read();
  setLanguage("en");

  expect(russian).toEqual(["12,35\u00a0%", "0,00\u00a0%", "0,999", "—"]);
  expect(read()).toEqual(["12.35%", "0.00%", "0.999", "—"]);
});

test("points are read with two digits", () => {
  expect([pointsOf("12345678"), pointsOf("4"), pointsOf("0")]).toEqual(["12,35", "0,00", "0,00"]);
});
