import { sql, type SelectQueryBuilder } from "kysely";

import { defineModel, namedAtRunTime } from "../../model.ts";
import { accountsOfSystems } from "../../staging/index.ts";
import { accountKeys } from "./account_keys.ts";

const knowing = accountsOfSystems.flatMap((accounts) => {
  const { source, addresses } = accounts;
  if (addresses === undefined) return [];
  return [{ source, rows: addresses.rows, reads: [accounts, ...addresses.from] }];
});

export const accountAddresses = defineModel({
  name: "account_addresses",
  description: "Keyed hashes of the addresses of accounts, one row an account and address.",
  from: [accountKeys, ...namedAtRunTime([...new Set(knowing.flatMap(({ reads }) => reads))])],
  grain: ["account_key", "address_hash"],
  columns: {
    account_key: "VARCHAR",
    address_hash: "VARCHAR",
    /** The system has made sure that it is the account's. */
    is_confirmed: "BOOLEAN",
  },

  query: (db) => {
    const rows = knowing.map(
      (of) => sql`
        select account_key, address_hash, bool_or(is_confirmed) as is_confirmed
        from account_keys join (${of.rows}) using (native_id)
        -- An older version may have landed addresses in clear: they are nobody's evidence.
        where source = ${sql.lit(of.source)} and starts_with(address_hash, 'h_')
        group by account_key, address_hash`,
    );
    return db
      .selectFrom(sql`(${sql.join(rows, sql` union all `)})`.as("known"))
      .selectAll() as SelectQueryBuilder<any, any, any>;
  },
});
