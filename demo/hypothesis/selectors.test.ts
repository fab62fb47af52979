import { expect, test } from "vitest";

import { PAGE } from "./given-library.ts";
import { selectorsOf } from "./selectors.ts";

test("a quotation is found where its selectors say, by position, by words and in its paragraph", () => {
  const [range, position, quote] = selectorsOf(PAGE, "Целое больше частей", 2) as any[];

  expect(PAGE.text.slice(position.start, position.end)).toBe(quote.exact);
  const paragraph = PAGE.text.split("\n\n")[1]!;
  expect(range).toMatchObject({ startContainer: "/main[1]/article[1]/p[2]" });
  expect(paragraph.slice(range.startOffset, range.endOffset)).toBe(quote.exact);
  expect(PAGE.text.indexOf(`${quote.prefix}${quote.exact}${quote.suffix}`)).toBe(
    position.start - quote.prefix.length,
  );
  expect(quote.prefix).toHaveLength(32);
});

test("a quotation over two paragraphs begins in one and ends in the other", () => {
  const [range] = selectorsOf(PAGE, "частей.\n\nЧасти") as any[];

  expect([range.startContainer, range.endContainer, range.endOffset]).toEqual([
    "/main[1]/article[1]/p[1]",
    "/main[1]/article[1]/p[2]",
    5,
  ]);
});

test("words that the page does not hold so often cannot be quoted", () => {
  expect(() => selectorsOf(PAGE, "Целое больше частей", 3)).toThrow("3 times");
  expect(() => selectorsOf(PAGE, "")).toThrow("expected words of its text");
});
