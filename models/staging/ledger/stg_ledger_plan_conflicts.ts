import { defineModel, rawCurrent } from "../../model.ts";
import { itemText, planItems } from "./plan-items.ts";

export const stgLedgerPlanConflicts = defineModel({
  name: "stg_ledger_plan_conflicts",
  description:
    "Who of a plan's committee has more of it than is allowed, one row a plan and account.",
  from: [rawCurrent("ledger_events")],
  grain: ["digest", "account_key"],
  columns: { digest: "VARCHAR", account_key: "VARCHAR" },
  query: (db) =>
    planItems(db, "policy.conflicted").select(["digest", itemText("$").as("account_key")]),
});
