import { sql } from "kysely";

import { none } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgDiscourseAccounts } from "../../staging/discourse/stg_discourse_accounts.ts";
import { stgLedgerActors } from "../../staging/ledger/stg_ledger_actors.ts";
import { stgNocodbAccounts } from "../../staging/nocodb/stg_nocodb_accounts.ts";
import { accountKeys } from "./account_keys.ts";
import { ledgerAccounts } from "./ledger_accounts.ts";

export const accounts = defineModel({
  name: "accounts",
  description: "Accounts by their key, without native ids; one row an account.",
  from: [accountKeys, stgDiscourseAccounts, stgNocodbAccounts, ledgerAccounts, stgLedgerActors],
  grain: ["account_key"],
  columns: {
    account_key: "VARCHAR",
    /** Null: known to the ledger only. */
    source: "VARCHAR?",
    name: "VARCHAR?",
    handle: "VARCHAR?",
    /** `bot` or `agent`; null for a person. Its contributions are shown and earn nothing. */
    actor: "VARCHAR?",
  },

  query: (db) =>
    db
      .with("seen", (qb) =>
        qb
          .selectFrom("account_keys")
          .innerJoin("stg_discourse_accounts", (join) =>
            join
              .onRef("stg_discourse_accounts.native_id", "=", "account_keys.native_id")
              .on("account_keys.source", "=", "discourse"),
          )
          .select(["account_key", sql<string | null>`source`.as("source"), "name", "handle"])
          // Discourse numbers its own system users from -1 down.
          .select(
            sql<string | null>`
              case when try_cast(account_keys.native_id as BIGINT) <= 0 then 'bot' end`.as("actor"),
          )
          .unionAll(
            qb
              .selectFrom("account_keys")
              .innerJoin("stg_nocodb_accounts", (join) =>
                join
                  .onRef("stg_nocodb_accounts.native_id", "=", "account_keys.native_id")
                  .on("account_keys.source", "=", "nocodb"),
              )
              .select(["account_key", sql<string | null>`source`.as("source"), "name"])
              .select([none.text.as("handle"), none.text.as("actor")]),
          )
          .unionAll(
            qb
              .selectFrom("ledger_accounts")
              // Anti-join: what a source has shown already is above.
              .where("account_key", "not in", (sub) =>
                sub.selectFrom("account_keys").select("account_key"),
              )
              .select("account_key")
              .select([none.text.as("source"), none.text.as("name")])
              .select([none.text.as("handle"), none.text.as("actor")]),
          ),
      )
      .with("declared", (qb) =>
        qb
          .selectFrom("stg_ledger_actors")
          .groupBy("account_key")
          .select(["account_key", sql<string>`max(actor)`.as("actor")]),
      )
      .selectFrom("seen")
      .leftJoin("declared", "declared.account_key", "seen.account_key")
      .select(["seen.account_key", "source", "name", "handle"])
      .select(sql<string | null>`coalesce(declared.actor, seen.actor)`.as("actor")),
});
