import { sql } from "kysely";

import { defineModel, rawCurrent } from "../../model.ts";

/** Casts are not `try_cast`: our own feed wrote the records, and a wrong one is a fault of ours. */
export const stgMintHoldings = defineModel({
  name: "stg_mint_holdings",
  description: "Who held the token, one row a list of holdings and token account.",
  from: [rawCurrent("mint_snapshots")],
  grain: ["holdings", "account"],
  columns: {
    holdings: "VARCHAR",
    account: "VARCHAR",
    owner: "VARCHAR",
    /** An amount of the token program may be larger than a BIGINT. */
    amount_base_units: "DECIMAL(38,0)",
    is_frozen: "BOOLEAN",
  },
  query: (db) =>
    db
      .selectFrom(
        sql<{ holdings: string; item: string }>`(
          select (payload->>'$.holdings') as holdings,
            unnest(json_extract(payload, '$.accounts[*]')) as item
          from raw_mint_snapshots_current
          where (payload->>'$.kind') = 'holdings' and not is_deleted
        )`.as("items"),
      )
      .select("holdings")
      .select([
        sql<string>`(item->>'$[0]')`.as("account"),
        sql<string>`(item->>'$[1]')`.as("owner"),
        sql<string>`cast((item->>'$[2]') as DECIMAL(38,0))`.as("amount_base_units"),
        sql<boolean>`(item->>'$[3]') = '1'`.as("is_frozen"),
      ]),
});
