import { bigint, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerLineReleases = stage({
  name: "stg_ledger_line_releases",
  description: "Words on lines that were taken back, one row a word.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "line_released" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    digest: text("$.payload.digest"),
    line_id: text("$.payload.line_id"),
  },
});
