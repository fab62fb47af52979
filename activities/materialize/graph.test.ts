import { expect, test } from "vitest";

import { defineComputed, type Relation } from "../../models/model.ts";
import { inBuildOrder } from "./graph.ts";

const NONE: Relation[] = [];

function model(name: string, from: readonly Relation[]) {
  return defineComputed({
    name,
    description: "",
    from,
    grain: [],
    columns: { n: "BIGINT" },
    compute: () => ({ n: [] }),
  });
}

test("models come after all that they read, whatever order they are listed in", () => {
  const staging = model("staging", [{ name: "raw_posts", columns: {} }]);
  const core = model("core", [staging]);
  const mart = model("mart", [core, staging]);

  const ordered = inBuildOrder([mart, core, staging], new Set(["raw_posts"]));

  expect(ordered).toEqual([staging, core, mart]);
});

test("models that read each other are refused by the circle's names", () => {
  const core = model("core", [{ name: "mart", columns: {} }]);
  const mart = model("mart", [core]);

  expect(() => inBuildOrder([mart, core], new Set())).toThrow("mart → core → mart");
});

test("an input that nobody makes is named with its reader", () => {
  const core = model("core", [{ name: "raw_psots", columns: {} }]);

  expect(() => inBuildOrder([core], new Set(["raw_posts"]))).toThrow("core reads raw_psots");
});

test("two models of one name are refused", () => {
  expect(() => inBuildOrder([model("core", NONE), model("core", NONE)], new Set())).toThrow(
    "core is declared twice",
  );
});
