import { bigint, instant, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerFormulas = stage({
  name: "stg_ledger_formulas",
  description: "Formulas that the committee activated, one row an activation.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "formula_activated" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    formula: text("$.payload.formula"),
    digest: text("$.payload.digest"),
    valid_from: instant("$.payload.valid_from"),
  },
});
