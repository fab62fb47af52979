import { sql } from "kysely";

import { memberWallets } from "../../core/distributions/member_wallets.ts";
import { mintDays } from "../../core/token/mint_days.ts";
import { tokenOwners } from "../../core/token/token_owners.ts";
import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

/** More nobody reads; what all of them own together is in `committee_mint_days`. */
const OWNERS_MAX = 50;

export const committeeMintOwners = defineModel({
  name: "committee_mint_owners",
  description:
    "The largest owners of the token by the newest list of them, one row a mint and owner; addresses only.",
  from: [mintDays, tokenOwners, memberWallets],
  grain: ["genesis", "mint", "owner"],
  columns: {
    genesis: "VARCHAR",
    mint: "VARCHAR",
    owner: "VARCHAR",
    place: "BIGINT",
    amount_base_units: "VARCHAR",
    /** In millionths of all that is in circulation, rounded down. */
    share_ppm: "BIGINT",
    held_in_count: "BIGINT",
    is_frozen: "BOOLEAN",
    /** Whether somebody of the community has linked it; who, is not said. */
    is_member: "BOOLEAN",
    slot: "BIGINT",
    seen_at: "TIMESTAMPTZ",
  },
  query: (db) =>
    db
      .with("newest", (qb) =>
        qb
          .selectFrom("mint_days")
          .where("holdings", "is not", null)
          .select(["genesis", "mint", "slot", "seen_at", "treasury", "holdings"])
          .select((eb) =>
            place(eb, (over) => over.partitionBy(["genesis", "mint"]).orderBy("slot", "desc")).as(
              "age",
            ),
          ),
      )
      .with("shared", (qb) =>
        qb
          .selectFrom("newest as n")
          .innerJoin("token_owners as o", (join) =>
            join.onRef("o.holdings", "=", "n.holdings").onRef("o.treasury", "=", "n.treasury"),
          )
          .where("age", "=", 1n)
          .select(["genesis", "mint", "owner", "o.place", "held_in_count", "slot", "seen_at"])
          .select([
            sql<string>`cast(amount_base_units as VARCHAR)`.as("amount_base_units"),
            sql<bigint>`cast(cast(amount_base_units as HUGEINT) * 1000000
          // sum(cast(amount_base_units as HUGEINT)) over (partition by genesis, mint)
          as BIGINT)`.as("share_ppm"),
            sql<boolean>`frozen_count > 0`.as("is_frozen"),
            sql<boolean>`owner in (select wallet from member_wallets)`.as("is_member"),
          ]),
      )
      .selectFrom("shared")
      .where("place", "<=", BigInt(OWNERS_MAX))
      .select(["genesis", "mint", "owner", "place", "held_in_count", "slot", "seen_at"])
      .select(["amount_base_units", "share_ppm", "is_frozen", "is_member"]),
});
