import { defineModel, rawCurrent } from "../../model.ts";
import { itemBigint, itemText, planItems } from "./plan-items.ts";

export const stgLedgerPlanShares = defineModel({
  name: "stg_ledger_plan_shares",
  description: "What each contribution adds to a line, one row a plan, line and contribution.",
  from: [rawCurrent("ledger_events")],
  grain: ["digest", "line_id", "contribution_id"],
  columns: {
    digest: "VARCHAR",
    line_id: "VARCHAR",
    contribution_id: "VARCHAR",
    points: "BIGINT",
    amount_base_units: "BIGINT",
  },
  query: (db) =>
    planItems(db, "shares").select([
      "digest",
      itemText("$.line_id").as("line_id"),
      itemText("$.contribution_id").as("contribution_id"),
      itemBigint("$.points").as("points"),
      itemBigint("$.amount_base_units").as("amount_base_units"),
    ]),
});
