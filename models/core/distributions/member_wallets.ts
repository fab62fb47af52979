import { sql } from "kysely";

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
      .with("ranked", (qb) =>
        qb
          .selectFrom("stg_ledger_wallets")
          .innerJoin(
            "member_accounts",
            "member_accounts.account_key",
            "stg_ledger_wallets.account_key",
          )
          .select(["member_id", "wallet"])
          .select(
            sql<bigint>`row_number() over (partition by member_id order by seq desc)`.as("place"),
          ),
      )
      .selectFrom("ranked")
      .where("place", "=", sql<bigint>`1`)
      .select(["member_id", "wallet"]),
});
