import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { committeeCarry } from "./committee_carry.ts";

const done = (domain: string, period: string) => ({
  ...{ contribution_id: `c_${domain}_${period}`, domain, period },
});

async function carryFrom(given: { contributions?: object[]; categories?: object[] }) {
  await using warehouse = await givenWarehouse({
    stg_ledger_plans: [{ digest: "d1", period: "2026-09" }] as never,
    stg_ledger_plan_domains: [
      { domain: "personal", budget_base_units: 40n, carry_in_base_units: 0n },
      { domain: "community", budget_base_units: 45n, carry_in_base_units: 0n },
      { domain: "world", budget_base_units: 15n, carry_in_base_units: 100n },
    ].map((row) => ({
      ...row,
      digest: "d1",
      carry_out_base_units:
        row.domain === "community" ? 3n : row.budget_base_units + row.carry_in_base_units,
    })) as never,
    plan_lines: [{ digest: "d1", domain: "community", line_id: "l1" }] as never,
    contributions: (given.contributions ?? []) as never,
    stg_discourse_categories: (given.categories ?? []) as never,
  });
  const rows = await warehouse.build(committeeCarry);
  return rows.toSorted((a, b) => (a.domain < b.domain ? -1 : 1));
}

test("a budget that nothing ever served is carried for that reason, with its part of the whole", async () => {
  expect(await carryFrom({ contributions: [done("community", "2026-09")] })).toEqual([
    {
      ...{ digest: "d1", domain: "personal", reason: "nothing_serves" },
      ...{ carry_out_base_units: "40", total_base_units: "200" },
    },
    {
      ...{ digest: "d1", domain: "world", reason: "nothing_serves" },
      ...{ carry_out_base_units: "115", total_base_units: "200" },
    },
  ]);
});

test("a budget that is served, but not in that month, is carried because nobody contributed", async () => {
  const category = { category_id: "7", name: "Практика", slug: "praktika", reply_domain: "world" };

  const rows = await carryFrom({
    contributions: [done("personal", "2026-08")],
    categories: [category, { category_id: "8", name: "Общение", slug: "obshchenie" }],
  });

  expect(rows.map(({ domain, reason }) => [domain, reason])).toEqual([
    ["personal", "nobody_contributed"],
    ["world", "nobody_contributed"],
  ]);
});

test("a budget whose month has contributions that earned nothing says so", async () => {
  const rows = await carryFrom({ contributions: [done("personal", "2026-09")] });

  expect(rows.map(({ domain, reason }) => [domain, reason])).toEqual([
    ["personal", "nothing_earned"],
    ["world", "nothing_serves"],
  ]);
});
