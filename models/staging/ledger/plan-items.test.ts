import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { givenPlan } from "../../../warehouse/ledger/given.ts";
import { planToJson } from "../../../warehouse/ledger/plan/plan-json.ts";
import { ledgerEvent } from "../../given.ts";
import { stgLedgerPlanDomains } from "./stg_ledger_plan_domains.ts";
import { stgLedgerPlanLines } from "./stg_ledger_plan_lines.ts";
import { stgLedgerPlanShares } from "./stg_ledger_plan_shares.ts";

test("a plan read from the ledger is the plan that its codec wrote", async () => {
  const plan = givenPlan();
  const event = { digest: "d1", period: plan.period, revision: 1, plan: planToJson(plan) };
  await using warehouse = await givenWarehouse({
    raw_ledger_events_current: [ledgerEvent(1, "plan_proposed", event)],
  });

  const domains = await warehouse.build(stgLedgerPlanDomains);
  const lines = await warehouse.build(stgLedgerPlanLines);
  const shares = await warehouse.build(stgLedgerPlanShares);

  expect(domains).toEqual(
    plan.domains.map(({ domain, budget, carryIn, carryOut }) => ({
      digest: "d1",
      domain,
      budget_base_units: budget,
      carry_in_base_units: carryIn,
      carry_out_base_units: carryOut,
    })),
  );
  expect(lines).toEqual(
    plan.lines.map(({ id, member, domain, points, amount, wallet }) => {
      const batch = plan.batches.findIndex(({ lineIds }) => lineIds.includes(id));
      return {
        ...{ digest: "d1", line_id: id, member_id: member, domain, points, wallet },
        ...{ amount_base_units: amount, batch: batch < 0 ? null : batch },
      };
    }),
  );
  expect(shares).toEqual(
    plan.shares.map(({ lineId, contribution, points, amount }) => ({
      ...{ digest: "d1", line_id: lineId, contribution_id: contribution },
      ...{ points, amount_base_units: amount },
    })),
  );
});
