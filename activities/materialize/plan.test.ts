import { expect, test } from "vitest";

import { planAssets, type Asset, type Materialization } from "./plan.ts";

const STAGING: Asset = { name: "staging", codeVersion: "s1", inputs: ["raw"] };
const CORE: Asset = { name: "core", codeVersion: "c1", inputs: ["staging"] };
const MART: Asset = { name: "mart", codeVersion: "m1", inputs: ["core", "ref_run"] };

const BUILT = new Map<string, Materialization>([
  ["staging", { codeVersion: "s1", inputDigests: { raw: "r" }, outputDigest: "s" }],
  ["core", { codeVersion: "c1", inputDigests: { staging: "s" }, outputDigest: "c" }],
  ["mart", { codeVersion: "m1", inputDigests: { core: "c", ref_run: "d" }, outputDigest: "m" }],
]);

const STATE = {
  assets: [STAGING, CORE, MART],
  materializations: BUILT,
  digests: new Map([
    ["raw", "r"],
    ["ref_run", "d"],
  ]),
};

test("nothing is planned where nothing has changed", () => {
  expect(planAssets(STATE)).toEqual([]);
});

test("what was never built is missing, and all that reads it follows", () => {
  const materializations = new Map([...BUILT].filter(([name]) => name !== "core"));

  expect(planAssets({ ...STATE, materializations })).toEqual([
    { model: "core", reason: "missing", deps: [] },
    { model: "mart", reason: "upstream:core", deps: ["core"] },
  ]);
});

test("a changed query is planned for its code", () => {
  const assets = [STAGING, CORE, { ...MART, codeVersion: "m2" }];

  expect(planAssets({ ...STATE, assets })).toEqual([{ model: "mart", reason: "code", deps: [] }]);
});

test("a changed input names itself, and its effect travels down", () => {
  const digests = new Map([...STATE.digests, ["raw", "r2"]]);

  expect(planAssets({ ...STATE, digests })).toEqual([
    { model: "staging", reason: "upstream:raw", deps: [] },
    { model: "core", reason: "upstream:staging", deps: ["staging"] },
    { model: "mart", reason: "upstream:core", deps: ["core"] },
  ]);
});

test("an upstream that was built since, with another result, is a reason of its own", () => {
  const rebuilt = { ...BUILT.get("core")!, outputDigest: "c2" };
  const materializations = new Map([...BUILT, ["core", rebuilt]]);

  expect(planAssets({ ...STATE, materializations })).toEqual([
    { model: "mart", reason: "upstream:core", deps: [] },
  ]);
});

test("a forced model is planned first for that reason", () => {
  expect(planAssets({ ...STATE, forced: new Set(["core"]) })).toEqual([
    { model: "core", reason: "forced", deps: [] },
    { model: "mart", reason: "upstream:core", deps: ["core"] },
  ]);
});
