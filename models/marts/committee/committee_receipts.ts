import { contributions } from "../../core/contributions/contributions.ts";
import { decimal } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerPlanShares } from "../../staging/ledger/stg_ledger_plan_shares.ts";

export const committeeReceipts = defineModel({
  name: "committee_receipts",
  description: "Why a line is what it is, one row a plan, line and contribution.",
  from: [stgLedgerPlanShares, contributions],
  grain: ["digest", "line_id", "contribution_id"],
  columns: {
    digest: "VARCHAR",
    line_id: "VARCHAR",
    contribution_id: "VARCHAR",
    /** These six are null once the contribution was deleted in its source. */
    title: "VARCHAR?",
    kind: "VARCHAR?",
    class: "VARCHAR?",
    occurred_at: "TIMESTAMPTZ?",
    /** Evidence beside it, and no part of its points. */
    thanked_at: "TIMESTAMPTZ?",
    reply_count: "BIGINT?",
    points: "BIGINT",
    amount_base_units: "VARCHAR",
  },
  query: (db) =>
    db
      .selectFrom("stg_ledger_plan_shares as s")
      .leftJoin("contributions as c", "c.contribution_id", "s.contribution_id")
      .select(["digest", "line_id", "s.contribution_id", "title", "class", "occurred_at"])
      .select(["kind", "thanked_at", "reply_count"])
      .select((eb) => ["points", decimal(eb.ref("amount_base_units")).as("amount_base_units")]),
});
