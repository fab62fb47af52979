import { bigint, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerExpiries = stage({
  name: "stg_ledger_expiries",
  description: "Lines that were owed for too long and went back into the carry, one row a line.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "escrow_expired" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    digest: text("$.payload.digest"),
    line_id: text("$.payload.line_id"),
    amount_base_units: bigint("$.payload.amount_base_units"),
  },
});
