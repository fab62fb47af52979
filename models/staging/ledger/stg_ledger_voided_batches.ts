import { bigint, integer, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerVoidedBatches = stage({
  name: "stg_ledger_voided_batches",
  description: "Batches made impossible on chain, one row a batch.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "batch_voided" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    digest: text("$.payload.digest"),
    batch: integer("$.payload.batch"),
    signature: text("$.payload.signature"),
  },
});
