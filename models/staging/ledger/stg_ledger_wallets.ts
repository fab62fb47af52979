import { bigint, instant, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerWallets = stage({
  name: "stg_ledger_wallets",
  description: "Wallets whose ownership was proven, one row a proof.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "wallet_linked" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    account_key: text("$.payload.account"),
    wallet: text("$.payload.wallet"),
    linked_at: instant("$.at"),
  },
});
