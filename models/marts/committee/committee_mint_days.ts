import { sql } from "kysely";

import { planLines } from "../../core/distributions/plan_lines.ts";
import { mintDays } from "../../core/token/mint_days.ts";
import { tokenConcentration } from "../../core/token/token_concentration.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerPaidBatches } from "../../staging/ledger/stg_ledger_paid_batches.ts";
import { stgLedgerPlans } from "../../staging/ledger/stg_ledger_plans.ts";
import { stgMintSnapshots } from "../../staging/mint/stg_mint_snapshots.ts";

export const committeeMintDays = defineModel({
  name: "committee_mint_days",
  description: "Supply, circulation and holders of the token, one row a mint and day.",
  from: [
    mintDays,
    stgMintSnapshots,
    tokenConcentration,
    planLines,
    stgLedgerPaidBatches,
    stgLedgerPlans,
  ],
  grain: ["genesis", "mint", "day"],
  columns: {
    genesis: "VARCHAR",
    mint: "VARCHAR",
    day: "VARCHAR",
    slot: "BIGINT",
    seen_at: "TIMESTAMPTZ",
    /** Of the slot, as the chain says; null where it says nothing. */
    block_time: "TIMESTAMPTZ?",
    treasury: "VARCHAR",
    supply_base_units: "VARCHAR",
    treasury_base_units: "VARCHAR",
    circulating_base_units: "VARCHAR",
    /** What our own plans had paid of this mint up to that slot. */
    paid_base_units: "VARCHAR",
    /** In circulation without a payment of ours: negative where what was paid came back. */
    beside_base_units: "VARCHAR",
    mint_authority: "VARCHAR?",
    freeze_authority: "VARCHAR?",
    /** These are null where the node did not say who holds the token. */
    owner_count: "BIGINT?",
    frozen_count: "BIGINT?",
    first_ppm: "BIGINT?",
    first_5_ppm: "BIGINT?",
    first_10_ppm: "BIGINT?",
    gini_ppm: "BIGINT?",
    /** Why it did not. */
    no_holders: "VARCHAR?",
  },
  query: (db) =>
    db
      .with("paid", (qb) =>
        qb
          .selectFrom("plan_lines as l")
          .innerJoin("stg_ledger_paid_batches as b", (join) =>
            join.onRef("b.digest", "=", "l.digest").onRef("b.batch", "=", "l.batch"),
          )
          .innerJoin("stg_ledger_plans as p", "p.digest", "l.digest")
          .groupBy(["genesis", "mint", "slot"])
          .select(["genesis", "mint", "slot"])
          .select(
            sql<string>`cast(sum(amount_base_units) as DECIMAL(38,0))`.as("amount_base_units"),
          ),
      )
      .with("until", (qb) =>
        qb
          .selectFrom("mint_days as d")
          .leftJoin("paid", (join) =>
            join
              .onRef("paid.genesis", "=", "d.genesis")
              .onRef("paid.mint", "=", "d.mint")
              .onRef("paid.slot", "<=", "d.slot"),
          )
          .groupBy(["d.genesis", "d.mint", "d.day"])
          .select(["d.genesis", "d.mint", "d.day"])
          .select(
            sql<string>`cast(coalesce(sum(amount_base_units), 0) as DECIMAL(38,0))`.as("paid"),
          ),
      )
      .selectFrom("mint_days as d")
      .innerJoin("stg_mint_snapshots as s", (join) =>
        join
          .onRef("s.genesis", "=", "d.genesis")
          .onRef("s.mint", "=", "d.mint")
          .onRef("s.slot", "=", "d.slot"),
      )
      .innerJoin("until as u", (join) =>
        join
          .onRef("u.genesis", "=", "d.genesis")
          .onRef("u.mint", "=", "d.mint")
          .onRef("u.day", "=", "d.day"),
      )
      .leftJoin("token_concentration as c", (join) =>
        join.onRef("c.holdings", "=", "d.holdings").onRef("c.treasury", "=", "d.treasury"),
      )
      .select(["d.genesis", "d.mint", "d.day", "d.slot", "d.seen_at", "s.block_time"])
      .select(["d.treasury", "supply_base_units", "treasury_base_units"])
      .select(["mint_authority", "freeze_authority", "no_holders"])
      .select(["first_ppm", "first_5_ppm", "first_10_ppm", "gini_ppm"])
      .select([
        sql<string>`cast(${circulating} as VARCHAR)`.as("circulating_base_units"),
        sql<string>`cast(paid as VARCHAR)`.as("paid_base_units"),
        sql<string>`cast(${circulating} - paid as VARCHAR)`.as("beside_base_units"),
        // Of a list in which only the treasury holds something there is no row.
        sql<bigint | null>`case when d.holdings is not null then coalesce(owner_count, 0) end`.as(
          "owner_count",
        ),
        sql<bigint | null>`case when d.holdings is not null then coalesce(frozen_count, 0) end`.as(
          "frozen_count",
        ),
      ]),
});

const circulating = sql`(cast(supply_base_units as DECIMAL(38,0))
  - cast(treasury_base_units as DECIMAL(38,0)))`;
