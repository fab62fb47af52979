import { expect, test } from "vitest";

import { closingLines } from "./closing.ts";
import { withoutOf } from "./options.ts";
import { outcomeOf } from "./project.ts";

const OK = { ok: true, excused: new Set<string>() };
const NOT_OK = { ...OK, ok: false };

const QUICK = { title: "is quick", status: "passed" };
const SKIPPED = { title: "is left out", status: "skipped" };

function fileOf(assertionResults: readonly (typeof QUICK)[], name = "a") {
  return { name: `/tests/${name}.test.ts`, status: "passed", message: "", assertionResults };
}

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
  const broken = { ...fileOf([]), status: "failed", message: "No such module\n…" };
  const outside = { success: false, testResults: [fileOf([QUICK])] };
  expect(outcomeOf("unit", { success: false, testResults: [broken] }, NOT_OK).failures).toEqual([
    expect.stringMatching(/a\.test\.ts: No such module$/),
  ]);
  expect([outside, null].map((report) => outcomeOf("unit", report, NOT_OK).failures)).toEqual([
    ["unit: vitest failed outside of its tests"],
    ["unit: vitest failed outside of its tests"],
  ]);
});

test("a failed test is counted once and named with its file", () => {
  const assertionResults = [
    { title: "adds up", status: "failed" },
    { title: "is quick", status: "passed" },
    { title: "will be written", status: "todo" },
  ];
  const file = { name: "/a/b.test.ts", status: "failed", message: "", assertionResults };
  const outcome = outcomeOf("unit", { success: false, testResults: [file] }, NOT_OK);
  expect(outcome).toMatchObject({ passed: 1, failed: 1, skipped: ["will be written"] });
  expect(outcome.failures).toEqual([expect.stringMatching(/b\.test\.ts: adds up$/)]);
});

test("a project of which no test ran is a failure by its name", () => {
  const empty = { success: true, testResults: [] };
  const idle = { success: true, testResults: [fileOf([SKIPPED])] };
  const excused = new Set([SKIPPED.title]);

  expect(outcomeOf("temporal", empty, OK).failures).toEqual(["temporal: no test ran"]);
  expect(outcomeOf("system", idle, { ok: true, excused }).failures).toEqual([
    "system: no test ran",
  ]);
});

test("a file whose tests are all skipped is a failure, unless each has said why", () => {
  const report = { success: true, testResults: [fileOf([QUICK], "b"), fileOf([SKIPPED])] };
  const excused = new Set([SKIPPED.title]);

  expect(outcomeOf("unit", report, OK).failures).toEqual([
    expect.stringMatching(/a\.test\.ts: none of its tests ran$/),
  ]);
  expect(outcomeOf("unit", report, { ok: true, excused }).failures).toEqual([]);
});

test("an unknown option or project is named with what there is", () => {
  expect([...withoutOf(["--without=temporal,browser"])]).toEqual(["temporal", "browser"]);
  expect(() => withoutOf(["--without=chrome"])).toThrow(
    "Known: unit, system, browser, temporal, club, engines",
  );
  expect(() => withoutOf(["--fast"])).toThrow("--fast is no option");
});
