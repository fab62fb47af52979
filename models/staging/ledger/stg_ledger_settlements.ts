import { instant, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerSettlements = stage({
  name: "stg_ledger_settlements",
  description: "Distributions whose every batch is done, one row a plan.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "distribution_settled" },
  grain: ["digest"],
  fields: {
    digest: text("$.payload.digest"),
    settled_at: instant("$.at"),
  },
});
