import { defineModel, rawCurrent } from "../../model.ts";
import { itemText, planItems } from "./plan-items.ts";

export const stgLedgerPlanMembers = defineModel({
  name: "stg_ledger_plan_members",
  description: "Who is on a plan's committee, one row a plan and account.",
  from: [rawCurrent("ledger_events")],
  grain: ["digest", "account_key"],
  columns: { digest: "VARCHAR", account_key: "VARCHAR" },
  query: (db) =>
    planItems(db, "committee.members").select(["digest", itemText("$").as("account_key")]),
});
