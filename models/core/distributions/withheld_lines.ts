import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgLedgerLineReleases } from "../../staging/ledger/stg_ledger_line_releases.ts";
import { stgLedgerPlanWithheld } from "../../staging/ledger/stg_ledger_plan_withheld.ts";
import { formerMemberIds } from "../identity/former_member_ids.ts";

export const withheldLines = defineModel({
  name: "withheld_lines",
  description:
    "What plans pay nobody or not yet by a word of the committee, one row a plan and line.",
  from: [stgLedgerPlanWithheld, stgLedgerLineReleases, formerMemberIds],
  grain: ["digest", "line_id"],
  columns: {
    digest: "VARCHAR",
    line_id: "VARCHAR",
    /** Today's id of whom the plan names. */
    member_id: "VARCHAR",
    domain: "VARCHAR",
    points: "BIGINT",
    amount_base_units: "BIGINT",
    word: "VARCHAR",
    actor: "VARCHAR",
    said_at: "TIMESTAMPTZ",
    reason: "VARCHAR",
    /** Taken back since: the next plan pays it. */
    is_released: "BOOLEAN",
  },

  query: (db) =>
    db
      .selectFrom("stg_ledger_plan_withheld as w")
      .leftJoin("former_member_ids as f", "f.former_id", "w.member_id")
      .select(["w.digest", "w.line_id", "w.domain", "w.points", "w.amount_base_units"])
      .select(["w.word", "w.actor", "w.said_at", "w.reason"])
      .select((eb) => [
        eb.fn.coalesce("f.member_id", "w.member_id").as("member_id"),
        // A word may be taken back, said again and taken back: of a plan that is settled, once.
        sql<boolean>`exists (
          select 1 from stg_ledger_line_releases as r
          where r.digest = w.digest and r.line_id = w.line_id
        )`.as("is_released"),
      ]),
});
