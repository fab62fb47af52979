import { bigint, instant, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerApprovals = stage({
  name: "stg_ledger_approvals",
  description: "Signatures of committee members under a plan, one row an approval.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "plan_approved" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    digest: text("$.payload.digest"),
    account_key: text("$.payload.account"),
    approved_at: instant("$.at"),
  },
});
