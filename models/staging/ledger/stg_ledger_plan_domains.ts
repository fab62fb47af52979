import { defineModel, rawCurrent } from "../../model.ts";
import { itemBigint, itemText, planItems } from "./plan-items.ts";

export const stgLedgerPlanDomains = defineModel({
  name: "stg_ledger_plan_domains",
  description: "Budgets of each proposed plan, one row a plan and domain.",
  from: [rawCurrent("ledger_events")],
  grain: ["digest", "domain"],
  columns: {
    digest: "VARCHAR",
    domain: "VARCHAR",
    budget_base_units: "BIGINT",
    carry_in_base_units: "BIGINT",
    carry_out_base_units: "BIGINT",
  },
  query: (db) =>
    planItems(db, "domains").select([
      "digest",
      itemText("$.domain").as("domain"),
      itemBigint("$.budget_base_units").as("budget_base_units"),
      itemBigint("$.carry_in_base_units").as("carry_in_base_units"),
      itemBigint("$.carry_out_base_units").as("carry_out_base_units"),
    ]),
});
