import { afterEach, expect, test } from "vitest";

// Plain JavaScript, as the browser runs it.
// @ts-expect-error It has no declarations.
import { LABELS } from "../components/labels.js";
// @ts-expect-error It has no declarations.
import {
  amountIn,
  dateIn,
  digestGroups,
  monthIn,
  reportWords,
} from "../components/report-words.js";
// @ts-expect-error It has no declarations.
import { setToken } from "../components/token.js";

afterEach(() => setToken({ symbol: "", decimals: 0 }));

/** Every place of a nested table of words. */
function placesIn(words: object, path = ""): readonly string[] {
  return Object.entries(words).flatMap(([key, word]) =>
    typeof word === "string" ? [`${path}${key}`] : placesIn(word as object, `${path}${key}.`),
  );
}

test("a report says in English all that it says in Russian, and has a word for every state", () => {
  const { ru, en } = reportWords;

  expect(placesIn(en)).toEqual(placesIn(ru));
  expect(Object.keys(ru.plan).toSorted()).toEqual(Object.keys(LABELS.plan).toSorted());
  expect(Object.keys(ru.batch).toSorted()).toEqual(Object.keys(LABELS.batch).toSorted());
  expect(Object.keys(ru.line)).toEqual(expect.arrayContaining(Object.keys(LABELS.batch)));
});

test("a report's amounts are exact to the unit, as each language writes them", () => {
  setToken({ symbol: "STK", decimals: 6 });

  expect(amountIn("ru", "12345678901234567")).toBe("12\u00a0345\u00a0678\u00a0901,234567");
  expect(amountIn("en", "12345678901234567")).toBe("12,345,678,901.234567");
  expect(amountIn("en", "-1000000")).toBe("−1");
  expect(amountIn("en", "1")).toBe("0.000001");
});

test("a report's months, instants and digest are read as they are written", () => {
  expect([monthIn("ru", "2026-09"), monthIn("en", "2026-09")]).toEqual([
    ...["сентябрь 2026", "September 2026"],
  ]);
  expect(dateIn("en", "2026-10-05T09:00:00Z")).toBe("5 October 2026 at 09:00");
  expect(digestGroups("0123456789ab")).toBe("0123 4567 89ab");
});
