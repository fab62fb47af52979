import { sql } from "kysely";

import { daysAfter, place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerWallets } from "../../staging/ledger/stg_ledger_wallets.ts";
import { memberAccounts } from "../identity/member_accounts.ts";

/** A wallet waits, the first one too: whoever did not link it has time to put their own in its place. */
export const WALLET_COOL_DOWN_DAYS = 7;

export const memberWallets = defineModel({
  name: "member_wallets",
  description:
    "The wallet a member proved last, one row a member; it counts a week after its first proof.",
  from: [stgLedgerWallets, memberAccounts],
  grain: ["member_id"],
  columns: {
    member_id: "VARCHAR",
    wallet: "VARCHAR",
    /** Of its first proof since it took another's place. */
    linked_at: "TIMESTAMPTZ",
    /** Plans that are proposed before that pay to none of the member's wallets. */
    counts_from: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .with("proven", (qb) =>
        qb
          .selectFrom("stg_ledger_wallets as w")
          .innerJoin("member_accounts as a", "a.account_key", "w.account_key")
          .select(["member_id", "wallet", "linked_at", "seq"])
          .select(
            sql<string | null>`lag(wallet) over (partition by member_id order by seq)`.as("before"),
          ),
      )
      .with("changed", (qb) =>
        qb
          .selectFrom("proven")
          .where((eb) => sql<boolean>`${eb.ref("before")} is distinct from ${eb.ref("wallet")}`)
          .select(["member_id", "wallet", "linked_at"])
          .select((eb) =>
            place(eb, (over) => over.partitionBy("member_id").orderBy("seq", "desc")).as("place"),
          ),
      )
      .selectFrom("changed")
      .where("place", "=", 1n)
      .select(["member_id", "wallet", "linked_at"])
      .select((eb) => daysAfter(eb.ref("linked_at"), WALLET_COOL_DOWN_DAYS).as("counts_from")),
});
