import { expect, test } from "vitest";

import { isRawNumber, parseExactly } from "./exact-json.ts";

test.each([
  '{"id":12345678901234567890}',
  "[0.12345678901234567890,3.14159265358979323846]",
  '{"price":1.10,"whole":1.0,"size":1e2,"tiny":0.0000001,"none":-0}',
  "[1e400,-1E-7,12345678.12345678]",
  '{"said":"1.10 [1.0, 12345678901234567890] \\\\\\" 1e2","n":2.50}',
  '{"said":"number 0: 1.10","n":2.50}',
  '{"__proto__":1.10,"1.10":2}',
])("%s keeps every digit", (text) => {
  expect(JSON.stringify(parseExactly(text))).toBe(text);
});

test("numbers that JavaScript writes as they were sent stay numbers", () => {
  const parsed = parseExactly('{"a":1,"b":-2.5,"c":9007199254740991,"d":0,"e":1.10}');

  expect(parsed).toMatchObject({ a: 1, b: -2.5, c: 9007199254740991, d: 0 });
  expect(isRawNumber((parsed as { e: unknown }).e)).toBe(true);
});

test.each([
  '{"id":01.10}',
  "[1.10",
  '{"a":1.10,}',
  '"1.10',
  "[1.1.10]",
  "[12345678901234567890-1]",
])("%s is no JSON", (text) => {
  expect(() => parseExactly(text)).toThrow(SyntaxError);
});

test.each([3_000, 100_000])("what is nested %i levels deep is cut, and no more", (depth) => {
  const deep = `${"[".repeat(depth)}1.10${"]".repeat(depth)}`;

  const parsed = parseExactly(`[{"id":1,"deep":${deep}},{"id":2,"price":1.10}]`);

  const text = JSON.stringify(parsed);
  expect(text).toContain('[["(nested deeper than 500 levels)"]]');
  expect(text).toContain('{"id":2,"price":1.10}');
});
