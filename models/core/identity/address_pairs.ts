import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { accountAddresses } from "./account_addresses.ts";
import { accounts } from "./accounts.ts";

/** How many accounts may share an address before it is a mailbox of many: it then says nothing. */
const SHARING_MAX = 4;

export const addressPairs = defineModel({
  name: "address_pairs",
  description: "Accounts with one address, one row a pair of accounts.",
  from: [accountAddresses, accounts],
  grain: ["account_a", "account_b"],
  columns: {
    /** The one whose key comes first. */
    account_a: "VARCHAR",
    account_b: "VARCHAR",
    address_hash: "VARCHAR",
    /** Both systems have made sure of it, and both accounts are people's and open. */
    is_confirmed: "BOOLEAN",
  },

  query: (db) =>
    db
      .with("known", (qb) =>
        qb
          .selectFrom("account_addresses as d")
          .innerJoin("accounts as a", "a.account_key", "d.account_key")
          .where("actor", "is", null)
          .select(["d.account_key", "address_hash"])
          .select(sql<boolean>`is_confirmed and standing = 'open'`.as("is_confirmed"))
          .select((eb) =>
            eb.fn
              .countAll<bigint>()
              .over((over) => over.partitionBy("address_hash"))
              .as("sharing_count"),
          ),
      )
      .selectFrom("known as a")
      .innerJoin("known as b", (join) =>
        join
          .onRef("b.address_hash", "=", "a.address_hash")
          .onRef("a.account_key", "<", "b.account_key"),
      )
      .where("a.sharing_count", "<=", BigInt(SHARING_MAX))
      .groupBy(["a.account_key", "b.account_key"])
      .select(["a.account_key as account_a", "b.account_key as account_b"])
      .select([
        sql<string>`min(a.address_hash)`.as("address_hash"),
        sql<boolean>`bool_or(a.is_confirmed and b.is_confirmed)`.as("is_confirmed"),
      ]),
});
