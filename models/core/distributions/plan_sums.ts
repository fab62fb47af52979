import { sql } from "kysely";

import { orZero, sumOf, sumWhere } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerEscrows } from "../../staging/ledger/stg_ledger_escrows.ts";
import { stgLedgerPlanDomains } from "../../staging/ledger/stg_ledger_plan_domains.ts";
import { stgLedgerPlanExpired } from "../../staging/ledger/stg_ledger_plan_expired.ts";
import { planLines } from "./plan_lines.ts";
import { planStates } from "./plan_states.ts";

/** Added up from lines and events, not taken from what the settlement reported of itself. */
export const planSums = defineModel({
  name: "plan_sums",
  description: "Does a plan add up, in base units; one row a plan.",
  from: [planStates, stgLedgerPlanDomains, stgLedgerPlanExpired, planLines, stgLedgerEscrows],
  grain: ["digest"],
  columns: {
    digest: "VARCHAR",
    line_count: "BIGINT",
    budget: "BIGINT",
    carry_in: "BIGINT",
    carry_out: "BIGINT",
    lines: "BIGINT",
    /** Of its own lines. */
    paid: "BIGINT",
    /** To be paid, and paid, of what earlier plans kept: beside the budget. */
    releases: "BIGINT",
    released: "BIGINT",
    /** Taken back of what earlier plans kept: into the carry. */
    expired: "BIGINT",
    /** Recorded in the ledger as owed. */
    escrowed: "BIGINT",
    /**
     * Before settlement budget + expired − lines − carry; after it budget + expired − paid − escrowed
     * − carry.
     */
    difference: "BIGINT",
  },

  query: (db) =>
    db
      .with("budgets", (qb) =>
        qb
          .selectFrom("stg_ledger_plan_domains")
          .groupBy("digest")
          .select((eb) => [
            "digest",
            sumOf(eb.ref("budget_base_units")).as("budget"),
            sumOf(eb.ref("carry_in_base_units")).as("carry_in"),
            sumOf(eb.ref("carry_out_base_units")).as("carry_out"),
          ]),
      )
      .with("line_sums", (qb) =>
        qb
          .selectFrom("plan_lines")
          .groupBy("digest")
          .select((eb) => [
            "digest",
            eb.fn.countAll<bigint>().as("line_count"),
            sumWhere(eb.ref("amount_base_units"), eb("kept_period", "is", null)).as("lines"),
            sumWhere(
              eb.ref("amount_base_units"),
              eb.and([eb("kept_period", "is", null), eb("status", "=", "paid")]),
            ).as("paid"),
            sumWhere(eb.ref("amount_base_units"), eb.not(eb("kept_period", "is", null))).as(
              "releases",
            ),
            sumWhere(
              eb.ref("amount_base_units"),
              eb.and([eb.not(eb("kept_period", "is", null)), eb("status", "=", "paid")]),
            ).as("released"),
          ]),
      )
      .with("escrow_sums", (qb) =>
        qb
          .selectFrom("stg_ledger_escrows")
          .groupBy("digest")
          .select((eb) => ["digest", sumOf(eb.ref("amount_base_units")).as("escrowed")]),
      )
      .with("expired_sums", (qb) =>
        qb
          .selectFrom("stg_ledger_plan_expired")
          .groupBy("digest")
          .select((eb) => ["digest", sumOf(eb.ref("amount_base_units")).as("expired")]),
      )
      // A plan of a period without contributions has domains and no lines.
      .with("sums", (qb) =>
        qb
          .selectFrom("plan_states as p")
          .leftJoin("budgets", "budgets.digest", "p.digest")
          .leftJoin("line_sums", "line_sums.digest", "p.digest")
          .leftJoin("expired_sums", "expired_sums.digest", "p.digest")
          .leftJoin("escrow_sums", "escrow_sums.digest", "p.digest")
          .select(["p.digest", "status"])
          .select((eb) => [
            orZero(eb.ref("line_count")).as("line_count"),
            orZero(eb.ref("budget")).as("budget"),
            orZero(eb.ref("carry_in")).as("carry_in"),
            orZero(eb.ref("carry_out")).as("carry_out"),
            orZero(eb.ref("lines")).as("lines"),
            orZero(eb.ref("paid")).as("paid"),
            orZero(eb.ref("escrowed")).as("escrowed"),
            orZero(eb.ref("releases")).as("releases"),
            orZero(eb.ref("released")).as("released"),
            orZero(eb.ref("expired")).as("expired"),
          ]),
      )
      .selectFrom("sums")
      .select(["digest", "line_count", "budget", "carry_in", "carry_out", "lines"])
      .select(["paid", "escrowed", "releases", "released", "expired"])
      .select(
        sql<bigint>`budget + carry_in + expired - carry_out
          - case when status = 'settled' then paid + escrowed else lines end`.as("difference"),
      ),

  checks: [
    {
      // The plan itself is checked by domain; what the chain left is shown, not hidden.
      name: "paid, owed and carried add up to the budget",
      blocking: false,
      failing: (db) => db.selectFrom("plan_sums").where("difference", "<>", 0n).select("digest"),
    },
  ],
});
