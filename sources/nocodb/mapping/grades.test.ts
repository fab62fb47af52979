import { expect, test } from "vitest";

import { fc } from "../../../test/property.ts";
import { gradeIn, PLAIN_GRADES } from "./grades.ts";

const scale = fc
  .tuple(fc.integer({ min: -200, max: 200 }), fc.integer({ min: -200, max: 200 }))
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => ({ from, to }));

test("ten grades are five by twos", () => {
  const grades = Array.from({ length: 10 }, (_, index) => index + 1);

  expect(grades.map((grade) => gradeIn(grade, { from: 1, to: 10 }))).toEqual([
    ...[1, 1, 2, 2, 3, 3, 4, 4, 5, 5],
  ]);
});

test("of a hundred, each twenty is one grade, and a border is the better one's", () => {
  const found = [0, 19, 20, 39, "59,9", 60, 80, 100].map((grade) =>
    gradeIn(grade, { from: 0, to: 100 }),
  );

  expect(found).toEqual([1, 1, 2, 2, 3, 4, 5, 5]);
});

test("grades of one to five stay what they are", () => {
  const found = [1, 2, "3", 4, 5].map((grade) => gradeIn(grade, PLAIN_GRADES));

  expect(found).toEqual([1, 2, 3, 4, 5]);
});

test("on any scale the ends are 1 and 5, and a better grade is never a worse one", () => {
  fc.assert(
    fc.property(scale, fc.double({ min: 0, max: 1 }), fc.double({ min: 0, max: 1 }), (on, a, b) => {
      const at = (part: number) => gradeIn(on.from + (on.to - on.from) * part, on);
      const [low, high] = a < b ? [a, b] : [b, a];
      expect([at(0), at(1)]).toEqual([1, 5]);
      // A part so small that it is written with an exponent is none that anybody typed.
      const found = [at(low), at(high)].filter((grade) => typeof grade === "number");
      expect(found).toEqual(found.toSorted((x, y) => x - y));
    }),
  );
});

test("words of grades are read whatever their case and the dots of ё", () => {
  const grades = { Зачёт: 3, отлично: 5 };

  expect(["зачет ", "ОТЛИЧНО", "неуд", ""].map((word) => gradeIn(word, grades))).toEqual([
    ...[3, 5, undefined, null],
  ]);
});

test("what lies outside of the scale is no grade, and an empty cell holds none", () => {
  const found = [0, 11, "десять", true, null, ""].map((cell) => gradeIn(cell, { from: 1, to: 10 }));

  expect(found).toEqual([undefined, undefined, undefined, undefined, null, null]);
});
