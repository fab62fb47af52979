import { expect, test } from "vitest";

import { fc } from "../../test/property.ts";
// @ts-expect-error Plain JavaScript, as the browser runs it.
import { wordDiff } from "../components/word-diff.js";

interface Part {
  kind: "same" | "gone" | "new";
  text: string;
}

const textOf = (parts: Part[], left: Part["kind"]) =>
  parts
    .filter(({ kind }) => kind !== left)
    .map(({ text }) => text)
    .join("");

test("a changed word is the only change", () => {
  expect(wordDiff("граница системы ясна", "граница надсистемы ясна")).toEqual([
    { kind: "same", text: "граница" },
    { kind: "gone", text: " системы" },
    { kind: "new", text: " надсистемы" },
    { kind: "same", text: " ясна" },
  ]);
});

test("a word on another line is the same word", () => {
  const parts = wordDiff("раз два", "раз\n\nдва") as Part[];

  expect(parts.filter(({ kind, text }) => kind !== "same" && text.trim() !== "")).toEqual([]);
});

test("both texts can be read out of the difference", () => {
  const text = fc
    .array(fc.constantFrom("роль", "система", "граница", " ", "\n\n", ", "), { maxLength: 30 })
    .map((words) => words.join(" "));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = wordDiff(before, after) as Part[];
      expect(textOf(parts, "new")).toBe(before);
      expect(textOf(parts, "gone")).toBe(after);
    }),
  );
});

test("texts too long to compare word by word are shown whole", () => {
  const before = Array.from({ length: 3_000 }, (_, index) => `a${index}`).join(" ");
  const after = Array.from({ length: 3_000 }, (_, index) => `b${index}`).join(" ");

  expect((wordDiff(before, after) as Part[]).map(({ kind }) => kind)).toEqual(["gone", "new"]);
});
