import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgLedgerPaidBatches } from "../../staging/ledger/stg_ledger_paid_batches.ts";
import { stgLedgerPlanLines } from "../../staging/ledger/stg_ledger_plan_lines.ts";
import { stgLedgerPlanShares } from "../../staging/ledger/stg_ledger_plan_shares.ts";
import { stgLedgerVoidedBatches } from "../../staging/ledger/stg_ledger_voided_batches.ts";
import { formerMemberIds } from "../identity/former_member_ids.ts";

export const planLines = defineModel({
  name: "plan_lines",
  description: "Entitlements of each plan and what became of them, one row a plan and line.",
  from: [
    stgLedgerPlanLines,
    stgLedgerPaidBatches,
    stgLedgerVoidedBatches,
    stgLedgerPlanShares,
    formerMemberIds,
  ],
  grain: ["digest", "line_id"],
  columns: {
    digest: "VARCHAR",
    line_id: "VARCHAR",
    /** Today's id of whom the plan names. */
    member_id: "VARCHAR",
    domain: "VARCHAR",
    points: "BIGINT",
    amount_base_units: "BIGINT",
    wallet: "VARCHAR?",
    is_escrowed: "BOOLEAN",
    batch: "INTEGER?",
    /** `planned`, `paid`, `voided` or `escrowed`. */
    status: "VARCHAR",
    /** Of the transaction that paid or voided it. */
    signature: "VARCHAR?",
  },

  query: (db) =>
    db
      .selectFrom("stg_ledger_plan_lines as l")
      // A line without a wallet is in no batch, and a batch may not be done yet.
      .leftJoin("stg_ledger_paid_batches as paid", (join) =>
        join.onRef("paid.digest", "=", "l.digest").onRef("paid.batch", "=", "l.batch"),
      )
      .leftJoin("stg_ledger_voided_batches as voided", (join) =>
        join.onRef("voided.digest", "=", "l.digest").onRef("voided.batch", "=", "l.batch"),
      )
      .leftJoin("former_member_ids as f", "f.former_id", "l.member_id")
      .select(["l.digest", "l.line_id", "l.domain", "l.points", "l.amount_base_units"])
      .select(["l.wallet", "l.batch"])
      .select([
        sql<string>`coalesce(f.member_id, l.member_id)`.as("member_id"),
        sql<boolean>`l.wallet is null`.as("is_escrowed"),
        sql<string | null>`coalesce(paid.signature, voided.signature)`.as("signature"),
        sql<string>`case
          when l.wallet is null then 'escrowed'
          when paid.signature is not null then 'paid'
          when voided.signature is not null then 'voided'
          else 'planned'
        end`.as("status"),
      ]),

  checks: [
    {
      name: "shares add up to their line",
      blocking: true,
      failing: (db) =>
        db
          .selectFrom("plan_lines as l")
          .leftJoin("stg_ledger_plan_shares as s", (join) =>
            join.onRef("s.digest", "=", "l.digest").onRef("s.line_id", "=", "l.line_id"),
          )
          .groupBy(["l.digest", "l.line_id", "l.amount_base_units"])
          .having(sql<boolean>`coalesce(sum(s.amount_base_units), 0) <> l.amount_base_units`)
          .select(["l.digest", "l.line_id"]),
    },
    {
      name: "a line is payable or owed, never both",
      blocking: true,
      failing: (db) =>
        db
          .selectFrom("plan_lines")
          .where(sql<boolean>`is_escrowed <> (batch is null)`)
          .select(["digest", "line_id"]),
    },
    {
      name: "amounts are positive",
      blocking: true,
      failing: (db) =>
        db
          .selectFrom("plan_lines")
          .where(sql<boolean>`amount_base_units <= 0 or points < 0`)
          .select(["digest", "line_id"]),
    },
  ],
});
