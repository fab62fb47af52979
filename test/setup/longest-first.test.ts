import { existsSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";
import type { TestSpecification, Vitest } from "vitest/node";

import { ROOT } from "../check/tools.ts";
import LongestFirst, { LONG_FILES } from "./longest-first.ts";

const project = { name: "unit", config: { isolate: true, sequence: { groupOrder: 0 } } };
const specOf = (file: string) => ({ project, moduleId: join(ROOT, file) }) as TestSpecification;

/** Of which nothing is known: vitest goes by the size of the files. */
const ctx = { cache: { getTestSpecificationResult: () => undefined } } as unknown as Vitest;

test("what takes longest begins first, and all else as vitest has it", async () => {
  const others = ["activities/settlement/faults.test.ts", "test/run/closing.test.ts"];
  const given = [...others, ...LONG_FILES.toReversed()].map(specOf);

  const sorted = await new LongestFirst(ctx).sort(given);

  expect(sorted).toEqual([...LONG_FILES, ...others].map(specOf));
});

test("each file that is named as long is there", () => {
  expect(LONG_FILES.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});
