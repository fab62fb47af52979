import { expect, test } from "vitest";

import { missingTests } from "../named-tests.ts";
import { CASES, shownOf } from "./cases.ts";
import { rowsOf } from "./rows.ts";

/** In which worlds each case is to be shown: fake, LiteSVM, Surfpool. */
const WORLDS =
  "UL UL US US U U U LS LS L U US U US UL UL UL UL UL UL UL UL UL L U L LS U U U LS L L U U U L LS " +
  "UL U U L U U UL L";
const LETTERS = { fake: "U", LiteSVM: "L", Surfpool: "S" } as const;

test("the matrix has its 46 cases, each in the worlds in which it is to be shown", () => {
  const listed = CASES.map(({ name, worlds }) => [
    name,
    (["fake", "LiteSVM", "Surfpool"] as const)
      .filter((world) => worlds[world] !== undefined)
      .map((world) => LETTERS[world])
      .join(""),
  ]);

  expect(listed).toEqual(
    WORLDS.split(" ").map((worlds, index) => [`F${String(index + 1).padStart(2, "0")}`, worlds]),
  );
  expect(CASES).toHaveLength(46);
});

test("each test that a case names is there", () => {
  const shown = CASES.flatMap(({ worlds }) => Object.values(worlds).flatMap(shownOf));

  expect(missingTests(shown)).toEqual([]);
});

test("what did not run is not called passed, nor what was skipped or failed in part", () => {
  const file = "activities/settlement/faults.test.ts";
  const title = "stopped after send and started again, each line is paid once by one attempt";
  const resultOf = (...statuses: string[]) => {
    const told = statuses.map((status) => ({ file, title, status }));
    const notRun = new Map([[title, "no such platform"]]);
    return rowsOf({ told, notRun }).find(
      ({ name, world }) => name === "F19" && world === "LiteSVM",
    );
  };

  expect([resultOf(), resultOf("passed", "failed"), resultOf("skipped")]).toMatchObject([
    { result: "NOT RUN" },
    { result: "FAILED" },
    { result: "NOT RUN", by: expect.stringContaining("no such platform") },
  ]);
  expect(resultOf("passed", "passed")?.result).toBe("PASSED");
});

test("a case of several tests has passed once all of them have", () => {
  const file = "activities/settlement/rents.test.ts";
  const titles = [
    "a rent that a node tells otherwise after the approval is asked anew",
    "slots that become thirty times as fast between plan and payment pay each line once",
  ];
  const resultOf = (...statuses: string[]) => {
    const told = statuses.map((status, at) => ({ file, title: titles[at] ?? "", status }));
    return rowsOf({ told, notRun: new Map() }).find(
      ({ name, world }) => name === "F39" && world === "fake",
    );
  };

  expect(resultOf("passed", "passed")?.result).toBe("PASSED");
  expect(resultOf("passed", "failed")?.result).toBe("FAILED");
  expect(resultOf("passed")?.result).toBe("NOT RUN");
});
