import { sql } from "kysely";

import { defineModel, rawCurrent } from "../../model.ts";
import { itemBigint, itemText, planItems } from "./plan-items.ts";

export const stgLedgerPlanWithheld = defineModel({
  name: "stg_ledger_plan_withheld",
  description: "Lines that the committee held or dropped in a plan, one row a plan and line.",
  from: [rawCurrent("ledger_events")],
  grain: ["digest", "line_id"],
  columns: {
    digest: "VARCHAR",
    line_id: "VARCHAR",
    member_id: "VARCHAR",
    domain: "VARCHAR",
    points: "BIGINT",
    amount_base_units: "BIGINT",
    /** `held`: it is in escrow. `dropped`: its amount is carried. */
    word: "VARCHAR",
    /** An account key, or `operator`. */
    actor: "VARCHAR",
    said_at: "TIMESTAMPTZ",
    reason: "VARCHAR",
  },
  query: (db) =>
    planItems(db, "withheld").select([
      "digest",
      itemText("$.line_id").as("line_id"),
      itemText("$.member_id").as("member_id"),
      itemText("$.domain").as("domain"),
      itemBigint("$.points").as("points"),
      itemBigint("$.amount_base_units").as("amount_base_units"),
      itemText("$.word").as("word"),
      itemText("$.actor").as("actor"),
      sql<Date>`cast((item->>'$.said_at') as TIMESTAMPTZ)`.as("said_at"),
      itemText("$.reason").as("reason"),
    ]),
});
