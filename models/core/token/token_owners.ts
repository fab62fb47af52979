import { sql } from "kysely";

import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgMintHoldings } from "../../staging/mint/stg_mint_holdings.ts";
import { mintDays } from "./mint_days.ts";

export const tokenOwners = defineModel({
  name: "token_owners",
  description:
    "Who owns what is in circulation, largest first, one row a list of holdings, treasury and owner.",
  from: [stgMintHoldings, mintDays],
  grain: ["holdings", "treasury", "owner"],
  columns: {
    holdings: "VARCHAR",
    treasury: "VARCHAR",
    owner: "VARCHAR",
    amount_base_units: "DECIMAL(38,0)",
    held_in_count: "BIGINT",
    frozen_count: "BIGINT",
    /** 1 for the largest; of equal amounts the address decides. */
    place: "BIGINT",
  },
  query: (db) =>
    db
      .with("lists", (qb) =>
        qb
          .selectFrom("mint_days")
          .where("holdings", "is not", null)
          .select(["holdings", "treasury"])
          .distinct(),
      )
      .with("owned", (qb) =>
        qb
          .selectFrom("lists as l")
          .innerJoin("stg_mint_holdings as h", "h.holdings", "l.holdings")
          // What lies in the treasury is not in circulation; an empty account owns nothing.
          .whereRef("h.account", "<>", "l.treasury")
          .where(sql<boolean>`amount_base_units > 0`)
          .groupBy(["l.holdings", "l.treasury", "owner"])
          .select((eb) => [
            eb.ref("l.holdings").$notNull().as("holdings"),
            "l.treasury",
            "owner",
            sql<string>`cast(sum(amount_base_units) as DECIMAL(38,0))`.as("amount_base_units"),
            eb.fn.countAll<bigint>().as("held_in_count"),
            sql<bigint>`count(*) filter (where is_frozen)`.as("frozen_count"),
          ]),
      )
      .selectFrom("owned")
      .select(["holdings", "treasury", "owner", "amount_base_units"])
      .select(["held_in_count", "frozen_count"])
      .select((eb) =>
        place(eb, (over) =>
          over
            .partitionBy(["holdings", "treasury"])
            .orderBy("amount_base_units", "desc")
            .orderBy("owner"),
        ).as("place"),
      ),
});
