import { sql } from "kysely";

import { defineModel, rawCurrent } from "../../model.ts";
import { itemBigint, itemText, planItems } from "./plan-items.ts";

export const stgLedgerPlanLines = defineModel({
  name: "stg_ledger_plan_lines",
  description: "Entitlements of each proposed plan, one row a plan and line.",
  from: [rawCurrent("ledger_events")],
  grain: ["digest", "line_id"],
  columns: {
    digest: "VARCHAR",
    line_id: "VARCHAR",
    member_id: "VARCHAR",
    domain: "VARCHAR",
    points: "BIGINT",
    amount_base_units: "BIGINT",
    /** Null: owed, and kept aside. */
    wallet: "VARCHAR?",
    /** The transaction that pays the line, from 0; null with the wallet. */
    batch: "INTEGER?",
  },
  query: (db) =>
    planItems(db, "lines").select([
      "digest",
      itemText("$.line_id").as("line_id"),
      itemText("$.member_id").as("member_id"),
      itemText("$.domain").as("domain"),
      itemBigint("$.points").as("points"),
      itemBigint("$.amount_base_units").as("amount_base_units"),
      sql<string | null>`(item->>'$.wallet')`.as("wallet"),
      sql<number | null>`cast((item->>'$.batch') as INTEGER)`.as("batch"),
    ]),
});
