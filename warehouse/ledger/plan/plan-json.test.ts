import { expect, test } from "vitest";

import { throughJson } from "../store/canonical-json.ts";
import { ada, givenPlan, zoe } from "../given.ts";
import { planDigest } from "./plan-codec.ts";
import { PlanInvalidError } from "./plan-errors.ts";
import { planFromJson, planToJson } from "./plan-json.ts";

test("a plan comes back from JSON as it was, beyond what a double can hold", () => {
  const huge = 2n ** 60n + 1n;
  const plan = givenPlan({
    domains: [
      { domain: "community", budget: 95n, carryIn: 5n, carryOut: 0n },
      { domain: "world", budget: huge, carryIn: 0n, carryOut: huge },
    ],
  });

  const again = planFromJson(throughJson(planToJson(plan)));

  expect(again).toEqual(plan);
  expect(planDigest(again)).toBe(planDigest(plan));
});

test("the JSON is shaped for SQL: snake case, decimal strings, the batch beside the line", () => {
  const { lines, domains, shares } = planToJson(givenPlan());

  expect(lines.find(({ member_id }) => member_id === "m_zoe")).toEqual({
    line_id: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    member_id: "m_zoe",
    domain: "community",
    points: "60000000",
    amount_base_units: "60",
    wallet: zoe.wallet,
    batch: expect.any(Number) as number,
  });
  expect(lines.find(({ member_id }) => member_id === "m_eva")).toMatchObject({
    wallet: null,
    batch: null,
  });
  expect(domains[0]).toEqual({
    domain: "community",
    budget_base_units: "95",
    carry_in_base_units: "5",
    carry_out_base_units: "0",
  });
  expect(shares[0]).toMatchObject({ points: expect.stringMatching(/^\d+$/) as string });
});

test("a batch column that disagrees with the batches is refused: no digest covers it", () => {
  const json = planToJson(givenPlan());
  const lines = json.lines.map((line) => ({ ...line, batch: 0 }));

  expect(() => planFromJson(throughJson({ ...json, lines }))).toThrow(/wrongly/);
});

test("JSON with a field of another type, or one too many, is refused by name", () => {
  const json = planToJson(givenPlan());

  expect(() => planFromJson(throughJson({ ...json, note: ada.account }))).toThrow(PlanInvalidError);
  expect(() => planFromJson(throughJson({ ...json, revision: "1" }))).toThrow(/revision/);
});
