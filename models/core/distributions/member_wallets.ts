import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerWallets } from "../../staging/ledger/stg_ledger_wallets.ts";
import { memberAccounts } from "../identity/member_accounts.ts";

export const memberWallets = defineModel({
  name: "member_wallets",
  description: "The wallet a member proved last, one row a member.",
  from: [stgLedgerWallets, memberAccounts],
  grain: ["member_id"],
  columns: { member_id: "VARCHAR", wallet: "VARCHAR" },

  query: (db) =>
    db
      .with("proven", (qb) =>
        qb
          .selectFrom("stg_ledger_wallets as w")
          .innerJoin("member_accounts as a", "a.account_key", "w.account_key")
          .select(["member_id", "wallet"])
          .select((eb) =>
            place(eb, (over) => over.partitionBy("member_id").orderBy("seq", "desc")).as("place"),
          ),
      )
      .selectFrom("proven")
      .where("place", "=", 1n)
      .select(["member_id", "wallet"]),
});
