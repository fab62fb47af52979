import { sql } from "kysely";

import { contributions } from "../../core/contributions/contributions.ts";
import { decimal } from "../../expressions.ts";
import { contributionScores } from "../../scores/contribution_scores.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerPlanShares } from "../../staging/ledger/stg_ledger_plan_shares.ts";
import { myReceipts } from "./my_receipts.ts";

export const myReceiptLines = defineModel({
  name: "my_receipt_lines",
  description: "Every unit of a line traced to contributions, one row a line and contribution.",
  from: [myReceipts, stgLedgerPlanShares, contributions, contributionScores],
  grain: ["digest", "line_id", "contribution_id"],
  columns: {
    member_id: "VARCHAR",
    digest: "VARCHAR",
    line_id: "VARCHAR",
    contribution_id: "VARCHAR",
    /** These and the lines of code are null once the contribution was deleted in its source. */
    title: "VARCHAR?",
    kind: "VARCHAR?",
    class: "VARCHAR?",
    occurred_at: "TIMESTAMPTZ?",
    /** Lines of code in it: no words, and so no part of V. */
    code_line_count: "BIGINT?",
    /** That whom it helped said so, and how many answered it: evidence, and no part of the points. */
    thanked_at: "TIMESTAMPTZ?",
    reply_count: "BIGINT?",
    /** Null where a later change has moved the score; the points paid for stay. */
    v: "BIGINT?",
    m: "BIGINT?",
    k: "BIGINT?",
    points: "BIGINT",
    amount_base_units: "VARCHAR",
  },

  query: (db) =>
    db
      .selectFrom("my_receipts as r")
      .innerJoin("stg_ledger_plan_shares as s", (join) =>
        join.onRef("s.digest", "=", "r.digest").onRef("s.line_id", "=", "r.line_id"),
      )
      .leftJoin("contributions as c", "c.contribution_id", "s.contribution_id")
      // Factors are today's: shown while they still give the points that the plan was frozen with.
      .leftJoin("contribution_scores as f", (join) =>
        join
          .onRef("f.contribution_id", "=", "s.contribution_id")
          .onRef("f.points", "=", "s.points"),
      )
      .select(["r.member_id", "r.digest", "r.line_id", "s.contribution_id", "title", "c.class"])
      .select(["kind", "thanked_at", "reply_count"])
      .select(["occurred_at", "code_line_count", "f.v", "f.m", "f.k", "s.points"])
      .select((eb) => decimal(eb.ref("s.amount_base_units")).as("amount_base_units")),

  checks: [
    {
      name: "a receipt adds up to its line",
      blocking: true,
      failing: (db) =>
        db
          .selectFrom("my_receipts as r")
          .leftJoin("my_receipt_lines as l", (join) =>
            join.onRef("l.digest", "=", "r.digest").onRef("l.line_id", "=", "r.line_id"),
          )
          .groupBy(["r.digest", "r.line_id", "r.amount_base_units"])
          .having(
            sql<boolean>`coalesce(sum(cast(l.amount_base_units as BIGINT)), 0)
              <> cast(r.amount_base_units as BIGINT)`,
          )
          .select(["r.digest", "r.line_id"]),
    },
    {
      // The proposer refuses other months' work; a source may date it anew once it is paid.
      name: "a receipt lists work of its own month",
      blocking: false,
      failing: (db) =>
        db
          .selectFrom("my_receipt_lines as l")
          .innerJoin("my_receipts as r", (join) =>
            join.onRef("r.digest", "=", "l.digest").onRef("r.line_id", "=", "l.line_id"),
          )
          // Work that is gone from its source is of no month any more.
          .innerJoin("contributions as c", "c.contribution_id", "l.contribution_id")
          .whereRef("c.period", "<>", "r.period")
          .select(["l.digest", "l.line_id", "l.contribution_id"]),
    },
  ],
});
