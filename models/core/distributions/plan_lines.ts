import { sql } from "kysely";

import { sumOf } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerPaidBatches } from "../../staging/ledger/stg_ledger_paid_batches.ts";
import { stgLedgerPlanLines } from "../../staging/ledger/stg_ledger_plan_lines.ts";
import { stgLedgerPlanReleases } from "../../staging/ledger/stg_ledger_plan_releases.ts";
import { stgLedgerPlanShares } from "../../staging/ledger/stg_ledger_plan_shares.ts";
import { stgLedgerVoidedBatches } from "../../staging/ledger/stg_ledger_voided_batches.ts";
import { formerMemberIds } from "../identity/former_member_ids.ts";

export const planLines = defineModel({
  name: "plan_lines",
  description:
    "What each plan pays or keeps and what became of it, one row a plan and line; releases too.",
  from: [
    stgLedgerPlanLines,
    stgLedgerPlanReleases,
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
    /** The month whose plan kept it, where this one pays it out of what was kept; else null. */
    kept_period: "VARCHAR?",
    /** The plan whose shares say why it is what it is. */
    receipt_digest: "VARCHAR",
  },

  query: (db) =>
    db
      .with("named", (qb) =>
        qb
          .selectFrom("stg_ledger_plan_lines")
          .select(["digest", "line_id", "member_id", "domain", "points", "amount_base_units"])
          .select(["wallet", "batch"])
          .select((eb) => [
            sql<string | null>`cast(null as VARCHAR)`.as("kept_period"),
            eb.ref("digest").as("receipt_digest"),
          ])
          .unionAll(
            qb
              .selectFrom("stg_ledger_plan_releases")
              .select(["digest", "line_id", "member_id", "domain", "points", "amount_base_units"])
              .select(["wallet", "batch"])
              .select((eb) => [
                eb.ref("kept_period").$castTo<string | null>().as("kept_period"),
                "kept_digest as receipt_digest",
              ]),
          ),
      )
      // A line without a wallet is in no batch, and a batch may not be done yet.
      .with("followed", (qb) =>
        qb
          .selectFrom("named as l")
          .leftJoin("stg_ledger_paid_batches as paid", (join) =>
            join.onRef("paid.digest", "=", "l.digest").onRef("paid.batch", "=", "l.batch"),
          )
          .leftJoin("stg_ledger_voided_batches as voided", (join) =>
            join.onRef("voided.digest", "=", "l.digest").onRef("voided.batch", "=", "l.batch"),
          )
          .select(["l.digest", "l.line_id", "l.member_id as planned_member_id", "l.domain"])
          .select(["l.points", "l.amount_base_units", "l.wallet", "l.batch"])
          .select(["l.kept_period", "l.receipt_digest"])
          .select(["paid.signature as paid_by", "voided.signature as voided_by"]),
      )
      .selectFrom("followed")
      .leftJoin("former_member_ids as f", "f.former_id", "planned_member_id")
      .select(["digest", "line_id", "domain", "points", "amount_base_units", "wallet", "batch"])
      .select(["kept_period", "receipt_digest"])
      .select((eb) => [
        eb.fn.coalesce("f.member_id", "planned_member_id").as("member_id"),
        eb("wallet", "is", null).$castTo<boolean>().as("is_escrowed"),
        eb.fn.coalesce("paid_by", "voided_by").as("signature"),
        eb
          .case()
          .when("wallet", "is", null)
          .then("escrowed")
          .when("paid_by", "is not", null)
          .then("paid")
          .when("voided_by", "is not", null)
          .then("voided")
          .else("planned")
          .end()
          .as("status"),
      ]),

  checks: [
    {
      name: "shares add up to their line",
      blocking: true,
      failing: (db) =>
        db
          .selectFrom("plan_lines as l")
          .leftJoin("stg_ledger_plan_shares as s", (join) =>
            join.onRef("s.digest", "=", "l.receipt_digest").onRef("s.line_id", "=", "l.line_id"),
          )
          .groupBy(["l.digest", "l.line_id", "l.amount_base_units"])
          .having((eb) =>
            eb(sumOf(eb.ref("s.amount_base_units")), "<>", eb.ref("l.amount_base_units")),
          )
          .select(["l.digest", "l.line_id"]),
    },
    {
      // No plan enters the ledger without; one that was stored before this was asked stays shown.
      name: "points of shares add up to those of their line",
      blocking: false,
      failing: (db) =>
        db
          .selectFrom("plan_lines as l")
          .leftJoin("stg_ledger_plan_shares as s", (join) =>
            join.onRef("s.digest", "=", "l.receipt_digest").onRef("s.line_id", "=", "l.line_id"),
          )
          .groupBy(["l.digest", "l.line_id", "l.points"])
          .having((eb) => eb(sumOf(eb.ref("s.points")), "<>", eb.ref("l.points")))
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
          .where((eb) => eb.or([eb("amount_base_units", "<=", 0n), eb("points", "<", 0n)]))
          .select(["digest", "line_id"]),
    },
  ],
});
