import { existsSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { mutants } from "../mutants/mutants.ts";
import { missingTests } from "../named-tests.ts";
import { INVARIANTS } from "./invariants.ts";
import { rowsOf } from "./rows.ts";

test("the list has I1 to I20, each with a test, a guard and a mutant that takes a guard away", () => {
  expect(INVARIANTS.map(({ name }) => name)).toEqual(
    Array.from({ length: 20 }, (_, index) => `I${index + 1}`),
  );
  const bare = INVARIANTS.filter(
    (one) => one.tests.length === 0 || one.mutants.length === 0 || one.guard === "",
  );
  expect(bare).toEqual([]);
});

test("each test that an invariant names is there", () => {
  expect(missingTests(INVARIANTS.flatMap(({ tests }) => tests))).toEqual([]);
});

test("each mutant that an invariant names is there, and is checked by a test that it names", () => {
  const stray = INVARIANTS.flatMap(({ name, mutants: named, tests }) =>
    named
      .filter((change) => {
        const check = mutants.find((mutant) => mutant.change === change)?.check ?? [];
        return !tests.some(({ file }) => check.includes(file));
      })
      .map((change) => `${name}: ${change}`),
  );

  expect(stray).toEqual([]);
});

test("what was decided otherwise names a decision that is there", () => {
  const named = INVARIANTS.flatMap(({ decided }) => (decided === undefined ? [] : decided.by));
  const missing = named.filter(
    (file) => !existsSync(join(import.meta.dirname, "../../docs/decisions", file)),
  );

  expect(named.length).toBeGreaterThan(0);
  expect(missing).toEqual([]);
  const [decided] = INVARIANTS.filter((one) => one.decided !== undefined);
  const rows = rowsOf(decided!, { told: [], notRun: new Map() }, new Map());
  expect(rows.at(-1)).toMatchObject({ what: "other", result: "DECIDED" });
});

test("a guard counts as noticed by a test of its own invariant alone", () => {
  const file = "activities/a.test.ts";
  const invariant = {
    ...{ name: "I1", holds: "it adds up", guard: "a sum", mutants: ["nobody adds"] },
    tests: [{ file, title: ["adds up"] }],
  };
  const resultOf = (status: string, failures: readonly string[]) => {
    const ran = { told: [{ file, title: "it adds up", status }], notRun: new Map() };
    const noticed = new Map([["nobody adds", { isNoticed: true, failures, says: "something" }]]);
    return rowsOf(invariant, ran, noticed).map(({ result }) => result);
  };

  expect(resultOf("passed", [`${file}: it adds up`])).toEqual(["PASSED", "NOTICED"]);
  expect(resultOf("failed", [`${file}: another`])).toEqual(["FAILED", "NOT NOTICED"]);
});
