import { sql } from "kysely";

import { planLines } from "../../core/distributions/plan_lines.ts";
import { planStates } from "../../core/distributions/plan_states.ts";
import { withheldLines } from "../../core/distributions/withheld_lines.ts";
import { decimal } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerExpiries } from "../../staging/ledger/stg_ledger_expiries.ts";

export const myReceipts = defineModel({
  name: "my_receipts",
  description:
    "What a member is to get or got, one row a plan and line; where it is paid later, by that plan too.",
  from: [planLines, planStates, withheldLines, stgLedgerExpiries],
  grain: ["digest", "line_id"],
  columns: {
    member_id: "VARCHAR",
    digest: "VARCHAR",
    period: "VARCHAR",
    line_id: "VARCHAR",
    domain: "VARCHAR",
    amount_base_units: "VARCHAR",
    /**
     * `open`, `approved`, `paid`, `escrowed`, `held` by the committee, `released` by it and not paid
     * yet, or `taken_back`: it went back into the carry.
     */
    status: "VARCHAR",
    signature: "VARCHAR?",
    /** The month with whose distribution it was paid, where it was kept first; else null. */
    released_in: "VARCHAR?",
  },

  query: (db) =>
    db
      // A line is paid at most once, whatever the number of plans that would release it.
      .with("released", (qb) =>
        qb
          .selectFrom("plan_lines as l")
          .innerJoin("plan_states as p", "p.digest", "l.digest")
          .where("kept_period", "is not", null)
          .where("l.status", "=", "paid")
          .select([
            "line_id",
            "receipt_digest",
            "p.period as released_in",
            "signature as released_by",
          ]),
      )
      .selectFrom("plan_lines as l")
      .innerJoin("plan_states as p", "p.digest", "l.digest")
      .leftJoin("released as r", (join) =>
        join.onRef("r.line_id", "=", "l.line_id").onRef("r.receipt_digest", "=", "l.digest"),
      )
      .leftJoin("stg_ledger_expiries as e", "e.line_id", "l.line_id")
      .leftJoin("withheld_lines as w", (join) =>
        join.onRef("w.digest", "=", "l.digest").onRef("w.line_id", "=", "l.line_id"),
      )
      // It stands with the month that earned it.
      .where("kept_period", "is", null)
      // Of a plan that another replaced only what it did pay is still true.
      .where((eb) =>
        eb.or([
          eb("l.status", "=", "paid"),
          eb.and([eb("p.status", "<>", "superseded"), eb("l.status", "<>", "voided")]),
        ]),
      )
      .select(["l.member_id", "l.digest", "period", "l.line_id", "l.domain", "released_in"])
      .select((eb) => [
        decimal(eb.ref("l.amount_base_units")).as("amount_base_units"),
        sql<string>`case
          when l.status = 'paid' or released_in is not null then 'paid'
          when l.status = 'escrowed' and e.line_id is not null then 'taken_back'
          when w.is_released then 'released'
          when w.word is not null then w.word
          when p.status = 'open' then 'open'
          when l.status = 'escrowed' then 'escrowed'
          else 'approved'
        end`.as("status"),
        sql<string | null>`case when l.status = 'paid' then signature else released_by end`.as(
          "signature",
        ),
      ]),
});
