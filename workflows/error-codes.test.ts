import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { policies } from "../temporal.config.ts";
import { projectFiles, ROOT } from "../test/check/tools.ts";
import { errorCodes, toldCodes } from "./error-codes.ts";
import type { Policy } from "./runtime.ts";

/** Names that error classes of the product give themselves, one for each class. */
const named = projectFiles()
  .filter((file) => /^(sources|warehouse|models|activities|workflows|app|demo)\/.*\.ts$/.test(file))
  .filter((file) => !file.endsWith(".test.ts"))
  .flatMap((file) => [
    ...readFileSync(join(ROOT, file), "utf8").matchAll(/override readonly name = "(\w+)"/g),
  ])
  .map(([, name]) => name);

test("an error's name is that of one class alone", () => {
  expect(named.length).toBeGreaterThan(errorCodes.length);
  expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
});

test("every code is the name of an error class", () => {
  expect([...errorCodes, ...toldCodes].filter((code) => !named.includes(code))).toEqual([]);
});

test("every code decides something, and no policy knows a name twice", () => {
  const finals = Object.values<Policy>(policies).map(({ final }) => final);

  expect([...new Set(finals.flat())].toSorted()).toEqual([...errorCodes].toSorted());
  expect(finals.filter((final) => new Set(final).size < final.length)).toEqual([]);
});

test("a policy with a misspelt code does not compile", () => {
  const { landPage } = policies;
  // @ts-expect-error No error has this name.
  const wrong: Policy = { ...landPage, final: ["SourceShapError"] };

  expect(wrong.final).not.toEqual(landPage.final);
});
