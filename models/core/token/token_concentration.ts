import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { tokenOwners } from "./token_owners.ts";

/** In millionths of all that is in circulation, rounded down; NULL of nothing. */
const shareOfFirst = (count: number) =>
  sql<bigint | null>`cast(
    coalesce(sum(cast(amount_base_units as HUGEINT)) filter (where place <= ${sql.lit(count)}), 0)
      * 1000000 // nullif(sum(cast(amount_base_units as HUGEINT)), 0) as BIGINT)`;

/**
 * Gini's coefficient in millionths: 0 where all own the same, near 1 where one owns all. With the
 * amounts from the smallest, xᵢ: (2·Σ i·xᵢ − (n + 1)·Σ xᵢ) / (n·Σ xᵢ).
 */
const gini = sql<bigint | null>`cast(
  (2 * sum(rising * cast(amount_base_units as HUGEINT))
      - (count(*) + 1) * sum(cast(amount_base_units as HUGEINT)))
    * 1000000 // nullif(count(*) * sum(cast(amount_base_units as HUGEINT)), 0) as BIGINT)`;

export const tokenConcentration = defineModel({
  name: "token_concentration",
  description: "How what is in circulation is spread, one row a list of holdings and treasury.",
  from: [tokenOwners],
  grain: ["holdings", "treasury"],
  columns: {
    holdings: "VARCHAR",
    treasury: "VARCHAR",
    owner_count: "BIGINT",
    frozen_count: "BIGINT",
    first_ppm: "BIGINT?",
    first_5_ppm: "BIGINT?",
    first_10_ppm: "BIGINT?",
    gini_ppm: "BIGINT?",
  },
  query: (db) =>
    db
      .with("ranked", (qb) =>
        qb
          .selectFrom("token_owners")
          .select(["holdings", "treasury", "amount_base_units", "frozen_count", "place"])
          .select(
            sql<bigint>`count(*) over (partition by holdings, treasury) + 1 - place`.as("rising"),
          ),
      )
      .selectFrom("ranked")
      .groupBy(["holdings", "treasury"])
      .select((eb) => [
        "holdings",
        "treasury",
        eb.fn.countAll<bigint>().as("owner_count"),
        sql<bigint>`cast(sum(frozen_count) as BIGINT)`.as("frozen_count"),
        shareOfFirst(1).as("first_ppm"),
        shareOfFirst(5).as("first_5_ppm"),
        shareOfFirst(10).as("first_10_ppm"),
        gini.as("gini_ppm"),
      ]),
});
