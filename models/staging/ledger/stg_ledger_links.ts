import { bigint, instant, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerLinks = stage({
  name: "stg_ledger_links",
  description: "Assertions that two accounts are one person, one row an assertion.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "account_linked" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    link_id: text("$.payload.link_id"),
    account_a: text("$.payload.account_a"),
    account_b: text("$.payload.account_b"),
    method: text("$.payload.method"),
    valid_from: instant("$.payload.valid_from"),
  },
});
