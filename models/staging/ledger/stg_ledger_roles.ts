import { bigint, instant, instantOrNull, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerRoles = stage({
  name: "stg_ledger_roles",
  description: "Dated roles as they were granted, one row a grant.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "role_granted" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    account_key: text("$.payload.account"),
    role: text("$.payload.role"),
    cohort_id: textOrNull("$.payload.stream"),
    valid_from: instant("$.payload.valid_from"),
    valid_to: instantOrNull("$.payload.valid_to"),
  },
});
