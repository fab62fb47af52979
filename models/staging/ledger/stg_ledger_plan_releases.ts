import { sql } from "kysely";

import { defineModel, rawCurrent } from "../../model.ts";
import { itemBigint, itemText, planItems } from "./plan-items.ts";

export const stgLedgerPlanReleases = defineModel({
  name: "stg_ledger_plan_releases",
  description: "What plans pay of what earlier ones kept, one row a plan and line.",
  from: [rawCurrent("ledger_events")],
  grain: ["digest", "line_id"],
  columns: {
    digest: "VARCHAR",
    line_id: "VARCHAR",
    member_id: "VARCHAR",
    domain: "VARCHAR",
    points: "BIGINT",
    amount_base_units: "BIGINT",
    wallet: "VARCHAR",
    batch: "INTEGER?",
    /** Of the plan that kept it, and that plan. */
    kept_period: "VARCHAR",
    kept_digest: "VARCHAR",
  },
  query: (db) =>
    planItems(db, "releases").select([
      "digest",
      itemText("$.line_id").as("line_id"),
      itemText("$.member_id").as("member_id"),
      itemText("$.domain").as("domain"),
      itemBigint("$.points").as("points"),
      itemBigint("$.amount_base_units").as("amount_base_units"),
      itemText("$.wallet").as("wallet"),
      sql<number | null>`cast((item->>'$.batch') as INTEGER)`.as("batch"),
      itemText("$.period").as("kept_period"),
      itemText("$.plan").as("kept_digest"),
    ]),
});
