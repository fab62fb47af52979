import { sql } from "kysely";

import { none, place } from "../../expressions.ts";
import { defineModel, namedAtRunTime } from "../../model.ts";
import type { AccountsModel } from "../../staging/accounts.ts";
import { accountsOfSystems } from "../../staging/index.ts";
import { stgLedgerActors } from "../../staging/ledger/stg_ledger_actors.ts";
import { accountKeys } from "./account_keys.ts";
import { ledgerAccounts } from "./ledger_accounts.ts";

interface Seen {
  account_key: string;
  source: string | null;
  name: string | null;
  handle: string | null;
  actor: string | null;
  standing: string | null;
}

const keyed = ({ name, source, isProvenOnly = false }: AccountsModel) => sql`
  select account_key, source, a.name, a.handle, a.actor, a.standing
  from account_keys join ${sql.table(name)} as a using (native_id)
  where source = ${sql.lit(source)}
    ${isProvenOnly ? sql`and account_key in (select account_key from ledger_accounts)` : sql``}`;

const inSystems = sql<Seen>`(${sql.join(accountsOfSystems.map(keyed), sql` union all `)})`;

export const accounts = defineModel({
  name: "accounts",
  description: "Accounts by their key, without native ids; one row an account.",
  from: [accountKeys, ...namedAtRunTime(accountsOfSystems), ledgerAccounts, stgLedgerActors],
  grain: ["account_key"],
  noted: ["account_key"],
  columns: {
    account_key: "VARCHAR",
    /** Null: known to the ledger only. */
    source: "VARCHAR?",
    name: "VARCHAR?",
    handle: "VARCHAR?",
    /** `bot` or `agent`; null for a person. Its contributions are shown and earn nothing. */
    actor: "VARCHAR?",
    /** `open` or `closed` to its owner; null where no system has told. */
    standing: "VARCHAR?",
  },

  query: (db) =>
    db
      .with("seen", (qb) =>
        qb
          .selectFrom(inSystems.as("in_systems"))
          .selectAll()
          .unionAll(
            qb
              .selectFrom("ledger_accounts")
              // Anti-join: what a source has shown already is above.
              .where("account_key", "not in", (sub) =>
                sub.selectFrom("account_keys").select("account_key"),
              )
              .select("account_key")
              .select([none.text.as("source"), none.text.as("name")])
              .select([none.text.as("handle"), none.text.as("actor"), none.text.as("standing")]),
          ),
      )
      .with("declared", (qb) =>
        qb
          .selectFrom("stg_ledger_actors")
          .select(["account_key", "actor"])
          .select((eb) =>
            place(eb, (over) => over.partitionBy("account_key").orderBy("seq", "desc")).as("place"),
          ),
      )
      .selectFrom("seen")
      .leftJoin("declared", (join) =>
        join
          .onRef("declared.account_key", "=", "seen.account_key")
          .on("declared.place", "=", 1n)
          // Taken back: then the system's own word counts.
          .on("declared.actor", "<>", "person"),
      )
      .select(["seen.account_key", "source", "name", "handle", "standing"])
      .select(sql<string | null>`coalesce(declared.actor, seen.actor)`.as("actor")),
});
