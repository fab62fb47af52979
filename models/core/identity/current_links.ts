import { endOfDay, place } from "../../expressions.ts";
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
      .with("asserted", (qb) =>
        qb
          .selectFrom("stg_ledger_links")
          .crossJoin("ref_run")
          // A link asserted in the course of the day holds for the whole of it.
          .where((eb) => eb("valid_from", "<", endOfDay(eb.ref("as_of_day"), eb.ref("time_zone"))))
          .where("link_id", "not in", (sub) =>
            sub.selectFrom("stg_ledger_link_revocations").select("link_id"),
          )
          .select(["link_id", "account_a", "account_b", "valid_from"])
          .select((eb) =>
            place(eb, (over) => over.partitionBy("link_id").orderBy("seq")).as("place"),
          ),
      )
      .selectFrom("asserted")
      .where("place", "=", 1n)
      .select(["link_id", "account_a", "account_b", "valid_from"]),
});
