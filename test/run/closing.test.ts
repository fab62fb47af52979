import { expect, test } from "vitest";

import { closingLines } from "./closing.ts";
import { withoutOf } from "./options.ts";
import { outcomeOf } from "./project.ts";

const none = { passed: 0, failed: 0, skipped: [], failures: [] };

test("the closing line stands alone and counts what did not run", () => {
  const outcome = { ...none, passed: 40, skipped: ["reads real posts"] };
  const absent = [{ title: "reads real posts", reason: "../shared/data/x is absent" }];
  expect(closingLines([outcome], absent, [{ project: "temporal", count: 7 }])).toEqual([
    "NOT RUN: reads real posts (../shared/data/x is absent)",
    "NOT RUN: temporal (7 tests)",
    "executed 40, not run 8",
    "tests: 40 passed, 0 failed, 8 skipped",
  ]);
  expect(closingLines([{ ...none, passed: 3 }], [], []).at(-1)).toBe("tests: 3 passed, 0 failed");
});

test("a file that does not load is a failure, and so is an error outside of every test", () => {
  const broken = {
    name: "a.test.ts",
    status: "failed",
    message: "No such module\n…",
    assertionResults: [],
  };
  expect(outcomeOf("unit", { success: false, testResults: [broken] }, false).failed).toBe(1);
  expect(outcomeOf("unit", { success: false, testResults: [] }, false).failed).toBe(1);
  expect(outcomeOf("unit", null, false).failures).toEqual([
    "unit: vitest failed outside of its tests",
  ]);
});

test("a failed test is counted once and named with its file", () => {
  const assertionResults = [
    { title: "adds up", status: "failed" },
    { title: "is quick", status: "passed" },
    { title: "will be written", status: "todo" },
  ];
  const file = { name: "/a/b.test.ts", status: "failed", message: "", assertionResults };
  const outcome = outcomeOf("unit", { success: false, testResults: [file] }, false);
  expect(outcome).toMatchObject({ passed: 1, failed: 1, skipped: ["will be written"] });
  expect(outcome.failures).toEqual([expect.stringMatching(/b\.test\.ts: adds up$/)]);
});

test("an unknown option or project is named with what there is", () => {
  expect([...withoutOf(["--without=temporal,browser"])]).toEqual(["temporal", "browser"]);
  expect(() => withoutOf(["--without=chrome"])).toThrow("Known: unit, system, temporal, browser");
  expect(() => withoutOf(["--fast"])).toThrow("--fast is no option");
});
