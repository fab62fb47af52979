import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, test } from "vitest";

import type { Mutant } from "./mutant.ts";
import { noticedBy } from "./noticed.ts";
import type { Scratch } from "./scratch.ts";

const dir = mkdtempSync(join(tmpdir(), "vklad-noticed-"));
afterAll(() => rmSync(dir, { recursive: true }));

writeFileSync(
  join(dir, "vitest.config.mjs"),
  'export default { test: { globals: true, projects: [{ test: { name: "unit", globals: true } }] } };',
);
const sum = 'test("adds", () => expect(1 + 1).toBe(2));';
writeFileSync(join(dir, "sum.test.mjs"), sum);
writeFileSync(join(dir, "skipped.test.mjs"), 'test.skip("is left out", () => {});');

/** Holds one file, which is both what is changed and what notices. */
const scratch: Scratch = {
  dir,
  async with(file, change, use) {
    writeFileSync(join(dir, file), change(sum));
    try {
      return await use();
    } finally {
      writeFileSync(join(dir, file), sum);
    }
  },
  [Symbol.dispose]: () => {},
};

function mutant(find: string, replace: string, check: readonly string[]): Mutant {
  return { change: "a mistake", file: "sum.test.mjs", find, replace, check };
}

test("a mutant is noticed by a test that fails with it, and named with its file", async () => {
  const wrong = mutant("toBe(2)", "toBe(3)", ["sum.test.mjs"]);

  expect(await noticedBy(wrong, scratch, new Set())).toEqual({
    isNoticed: true,
    failures: ["sum.test.mjs: adds"],
    says: "sum.test.mjs: adds",
  });
});

test("a mutant is not noticed by a test that fails without it as well", async () => {
  const wrong = mutant("toBe(2)", "toBe(3)", ["sum.test.mjs"]);

  expect(await noticedBy(wrong, scratch, new Set(["sum.test.mjs: adds"]))).toEqual({
    isNoticed: false,
    failures: [],
    says: "NOTHING FAILED",
  });
});

test.each([
  ["there is no such file", ["absent.test.mjs"]],
  ["all its tests are skipped", ["skipped.test.mjs"]],
])("a mutant is not noticed by a check that runs nothing: %s", async (_, check) => {
  const { isNoticed, says } = await noticedBy(mutant("1 + 1", "1 + 2", check), scratch, new Set());

  expect([isNoticed, says.split("\n")[0]]).toEqual([
    false,
    `COULD NOT BE TRIED: No test ran in ${check[0]}:`,
  ]);
});

test("a mutant that keeps its check from loading is not noticed", async () => {
  const broken = mutant("test(", "test((", ["sum.test.mjs"]);

  const { isNoticed, says } = await noticedBy(broken, scratch, new Set());

  expect([isNoticed, says.slice(0, 18)]).toEqual([false, "COULD NOT BE TRIED"]);
});

test("a mutant whose place is gone is not noticed", async () => {
  const misplaced = mutant("toBe(4)", "toBe(3)", ["sum.test.mjs"]);

  const { isNoticed, says } = await noticedBy(misplaced, scratch, new Set());

  expect([isNoticed, says.split(":")[0]]).toEqual([false, "COULD NOT BE TRIED"]);
});
