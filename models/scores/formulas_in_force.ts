import { periodOf, place } from "../expressions.ts";
import { defineModel, refRun } from "../model.ts";
import { stgLedgerFormulas } from "../staging/ledger/stg_ledger_formulas.ts";

/**
 * A formula counts for whole calendar months of the community's time zone: from the one that its
 * `valid_from` lies in, up to the next one that another formula has. Within one month the later
 * event of the ledger counts, whatever the day it names, so that a wrong activation can be mended.
 */
export const formulasInForce = defineModel({
  name: "formulas_in_force",
  description: "Which formula makes points from which month on, one row a turn.",
  from: [stgLedgerFormulas, refRun],
  grain: ["from_period"],
  columns: {
    /** The turn lasts until the next row's: `2026-09`. */
    from_period: "VARCHAR",
    /** Names a file of `models/scores/formula/`. */
    formula: "VARCHAR",
    /** SHA-256 of its constants, as it was activated. */
    digest: "VARCHAR",
  },

  query: (db) =>
    db
      .with("activations", (qb) =>
        qb
          .selectFrom("stg_ledger_formulas")
          .innerJoin("ref_run", (join) => join.onTrue())
          .select(["seq", "formula", "digest"])
          .select((eb) => periodOf(eb.ref("valid_from"), eb.ref("time_zone")).as("from_period")),
      )
      .with("ranked", (qb) =>
        qb
          .selectFrom("activations")
          .select(["from_period", "formula", "digest"])
          .select((eb) =>
            place(eb, (over) => over.partitionBy("from_period").orderBy("seq", "desc")).as("place"),
          ),
      )
      .selectFrom("ranked")
      .where("place", "=", 1n)
      .select(["from_period", "formula", "digest"]),
});
