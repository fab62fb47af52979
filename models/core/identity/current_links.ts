import { sql } from "kysely";

import { defineModel, refRun } from "../../model.ts";
import { stgLedgerLinkRevocations } from "../../staging/ledger/stg_ledger_link_revocations.ts";
import { stgLedgerLinks } from "../../staging/ledger/stg_ledger_links.ts";

export const currentLinks = defineModel({
  name: "current_links",
  description: "Links that hold on the day of the run, one row a link.",
  from: [stgLedgerLinks, stgLedgerLinkRevocations, refRun],
  grain: ["link_id"],
  columns: {
    link_id: "VARCHAR",
    account_a: "VARCHAR",
    account_b: "VARCHAR",
    valid_from: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .with("ranked", (qb) =>
        qb
          .selectFrom("stg_ledger_links")
          .innerJoin("ref_run", (join) => join.onTrue())
          // A link asserted in the course of the day holds for the whole of it.
          .whereRef("valid_from", "<", sql<Date>`as_of_day + interval 1 day`)
          .where("link_id", "not in", (sub) =>
            sub.selectFrom("stg_ledger_link_revocations").select("link_id"),
          )
          .select(["link_id", "account_a", "account_b", "valid_from"])
          .select(sql<bigint>`row_number() over (partition by link_id order by seq)`.as("place")),
      )
      .selectFrom("ranked")
      .where("place", "=", sql<bigint>`1`)
      .select(["link_id", "account_a", "account_b", "valid_from"]),
});
