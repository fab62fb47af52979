import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { ROOT } from "../check/tools.ts";
import { mutated } from "./mutant.ts";
import { mutants } from "./mutants.ts";

test("each mutant still finds its place, and changes it", () => {
  const unchanged = mutants.filter((mutant) => {
    const source = readFileSync(join(ROOT, mutant.file), "utf8");
    return mutated(mutant, source) === source;
  });

  expect(unchanged).toEqual([]);
});

test("each mutant is noticed by something quick: a unit test that exists, or the linter", () => {
  const files = mutants.flatMap(({ check }) => (check === "lint" ? [] : check));

  const slow = /^test\/(system|temporal|browser)\//;
  expect(files.filter((file) => slow.test(file) || !existsSync(join(ROOT, file)))).toEqual([]);
});

test("no two mutants are called alike", () => {
  const names = mutants.map(({ change }) => change);

  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
