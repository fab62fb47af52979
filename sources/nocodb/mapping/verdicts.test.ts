import { expect, test } from "vitest";

import { verdictIn, type VerdictWords } from "./verdicts.ts";

const WORDS: VerdictWords = {
  Принято: "accepted",
  "На доработку": "returned",
  "На проверке": "none",
};

test("a community's own words are read whatever their case and spaces", () => {
  const found = ["принято", " на  доработку", "ПРИНЯТО"].map((cell) => verdictIn(cell, WORDS));

  expect(found).toEqual(["accepted", "returned", "accepted"]);
});

test("a word that nobody mapped is unclear, and an empty cell is no verdict", () => {
  const found = ["принято условно", { id: 1 }, 7, "", " ", null].map((cell) =>
    verdictIn(cell, WORDS),
  );

  expect(found).toEqual(["unclear", "unclear", "unclear", null, null, null]);
});

test("a word that says that nobody has looked yet is no verdict", () => {
  expect(verdictIn("на проверке", WORDS)).toBeNull();
});

test("a tick is the word of a column of ticks, and no tick is no verdict", () => {
  const found = [true, false].map((cell) => verdictIn(cell, { true: "accepted" }));

  expect(found).toEqual(["accepted", null]);
});
