import { bigint, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerEscrows = stage({
  name: "stg_ledger_escrows",
  description: "Lines owed to members without a wallet, one row a line.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "line_escrowed" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    digest: text("$.payload.digest"),
    line_id: text("$.payload.line_id"),
    amount_base_units: bigint("$.payload.amount_base_units"),
  },
});
