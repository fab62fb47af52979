import { bigint, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerLinkRevocations = stage({
  name: "stg_ledger_link_revocations",
  description: "Links taken back, one row a revocation.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "link_revoked" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    link_id: text("$.payload.link_id"),
  },
});
