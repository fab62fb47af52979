import { bigint, integer, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerPaidBatches = stage({
  name: "stg_ledger_paid_batches",
  description: "Batches finalised on chain, one row a batch.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "batch_paid" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    digest: text("$.payload.digest"),
    batch: integer("$.payload.batch"),
    signature: text("$.payload.signature"),
    slot: bigint("$.payload.slot"),
  },
});
