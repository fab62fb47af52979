import { expect, test } from "vitest";

import { toldCodes, UNNAMED } from "../../workflows/error-codes.ts";
import { failureText } from "./failures.ts";

test.each([
  ["SourceAuthError", /ключ/, /key/],
  ["SourceMissingError", /404/, /404/],
  ["SourceMovedError", /другой адрес/, /redirects/],
  ["SourceShapeError", /формы/, /shape/],
  ...toldCodes.map((code) => [code, /[а-я]/, /[a-z]/] as const),
] as const)("%s is told in words of both languages, with its name", (code, ru, en) => {
  expect(failureText(code, "ru")).toMatch(ru);
  expect(failureText(code, "en")).toMatch(en);
  expect(failureText(code, "en")).toContain(`(${code})`);
});

test("of a failure without a registered name nothing is told but that", () => {
  expect(failureText(UNNAMED, "en")).toBe("a failure that has no name (unnamed)");
});
