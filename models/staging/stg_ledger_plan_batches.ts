import { sql } from "kysely";

import { defineModel, rawCurrent } from "../model.ts";
import { planItems } from "./plan-items.ts";

export const stgLedgerPlanBatches = defineModel({
  name: "stg_ledger_plan_batches",
  description: "Which transaction pays a line, one row a plan and payable line.",
  from: [rawCurrent("ledger_events")],
  grain: ["digest", "line_id"],
  columns: { digest: "VARCHAR", batch: "INTEGER", line_id: "VARCHAR" },
  query: (db) =>
    planItems(db, "batches").select([
      "digest",
      sql<number>`cast(position as INTEGER)`.as("batch"),
      sql<string>`unnest(item->>'$.lineIds[*]')`.as("line_id"),
    ]),
});
