import { sql } from "kysely";

import { place } from "../../expressions.ts";
import { defineModel, refRun } from "../../model.ts";
import { stgMintSnapshots } from "../../staging/mint/stg_mint_snapshots.ts";

export const mintDays = defineModel({
  name: "mint_days",
  description: "The last snapshot of the token's mint on each day, one row a mint and day.",
  from: [stgMintSnapshots, refRun],
  grain: ["genesis", "mint", "day"],
  columns: {
    genesis: "VARCHAR",
    mint: "VARCHAR",
    /** Where the community lives: `2026-10-05`. */
    day: "VARCHAR",
    slot: "BIGINT",
    seen_at: "TIMESTAMPTZ",
    treasury: "VARCHAR",
    holdings: "VARCHAR?",
  },
  query: (db) =>
    db
      .with("dated", (qb) =>
        qb
          .selectFrom("stg_mint_snapshots")
          .crossJoin("ref_run")
          .select(["genesis", "mint", "slot", "seen_at", "treasury", "holdings"])
          .select(sql<string>`strftime(timezone(time_zone, seen_at), '%Y-%m-%d')`.as("day")),
      )
      .with("placed", (qb) =>
        qb
          .selectFrom("dated")
          .select(["genesis", "mint", "day", "slot", "seen_at", "treasury", "holdings"])
          .select((eb) =>
            place(eb, (over) =>
              over.partitionBy(["genesis", "mint", "day"]).orderBy("slot", "desc"),
            ).as("place"),
          ),
      )
      .selectFrom("placed")
      .where("place", "=", 1n)
      .select(["genesis", "mint", "day", "slot", "seen_at", "treasury", "holdings"]),
});
