import { defineModel, rawCurrent } from "../../model.ts";
import { itemBigint, itemText, planItems } from "./plan-items.ts";

export const stgLedgerPlanExpired = defineModel({
  name: "stg_ledger_plan_expired",
  description: "What plans take back of what earlier ones kept too long, one row a plan and line.",
  from: [rawCurrent("ledger_events")],
  grain: ["digest", "line_id"],
  columns: {
    digest: "VARCHAR",
    line_id: "VARCHAR",
    member_id: "VARCHAR",
    domain: "VARCHAR",
    amount_base_units: "BIGINT",
    kept_period: "VARCHAR",
  },
  query: (db) =>
    planItems(db, "expired").select([
      "digest",
      itemText("$.line_id").as("line_id"),
      itemText("$.member_id").as("member_id"),
      itemText("$.domain").as("domain"),
      itemBigint("$.amount_base_units").as("amount_base_units"),
      itemText("$.period").as("kept_period"),
    ]),
});
