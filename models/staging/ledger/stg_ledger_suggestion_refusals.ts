import { bigint, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerSuggestionRefusals = stage({
  name: "stg_ledger_suggestion_refusals",
  description: "Pairs of accounts that are said to be two people's, one row a statement.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "suggestion_refused" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    account_a: text("$.payload.account_a"),
    account_b: text("$.payload.account_b"),
  },
});
