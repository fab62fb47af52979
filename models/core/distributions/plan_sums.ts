import { sql } from "kysely";

import { orZero, sumOf } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerEscrows } from "../../staging/ledger/stg_ledger_escrows.ts";
import { stgLedgerPlanDomains } from "../../staging/ledger/stg_ledger_plan_domains.ts";
import { planLines } from "./plan_lines.ts";
import { planStates } from "./plan_states.ts";

/** Added up from lines and events, not taken from what the settlement reported of itself. */
export const planSums = defineModel({
  name: "plan_sums",
  description: "Does a plan add up, in base units; one row a plan.",
  from: [planStates, stgLedgerPlanDomains, planLines, stgLedgerEscrows],
  grain: ["digest"],
  columns: {
    digest: "VARCHAR",
    line_count: "BIGINT",
    budget: "BIGINT",
    carry_in: "BIGINT",
    carry_out: "BIGINT",
    lines: "BIGINT",
    paid: "BIGINT",
    /** Recorded in the ledger as owed. */
    escrowed: "BIGINT",
    /** Before settlement budget − lines − carry; after it budget − paid − escrowed − carry. */
    difference: "BIGINT",
  },

  query: (db) =>
    db
      .with("budgets", (qb) =>
        qb
          .selectFrom("stg_ledger_plan_domains")
          .groupBy("digest")
          .select([
            "digest",
            sumOf("budget_base_units").as("budget"),
            sumOf("carry_in_base_units").as("carry_in"),
            sumOf("carry_out_base_units").as("carry_out"),
          ]),
      )
      .with("line_sums", (qb) =>
        qb
          .selectFrom("plan_lines")
          .groupBy("digest")
          .select((eb) => [
            "digest",
            eb.fn.countAll<bigint>().as("line_count"),
            sumOf("amount_base_units").as("lines"),
            sql<bigint>`cast(coalesce(
              sum(amount_base_units) filter (where status = 'paid'), 0) as BIGINT)`.as("paid"),
          ]),
      )
      .with("escrow_sums", (qb) =>
        qb
          .selectFrom("stg_ledger_escrows")
          .groupBy("digest")
          .select(["digest", sumOf("amount_base_units").as("escrowed")]),
      )
      // A plan of a period without contributions has domains and no lines.
      .with("sums", (qb) =>
        qb
          .selectFrom("plan_states as p")
          .leftJoin("budgets", "budgets.digest", "p.digest")
          .leftJoin("line_sums", "line_sums.digest", "p.digest")
          .leftJoin("escrow_sums", "escrow_sums.digest", "p.digest")
          .select(["p.digest", "status"])
          .select([
            orZero("line_count").as("line_count"),
            orZero("budget").as("budget"),
            orZero("carry_in").as("carry_in"),
            orZero("carry_out").as("carry_out"),
            orZero("lines").as("lines"),
            orZero("paid").as("paid"),
            orZero("escrowed").as("escrowed"),
          ]),
      )
      .selectFrom("sums")
      .select(["digest", "line_count", "budget", "carry_in", "carry_out", "lines"])
      .select(["paid", "escrowed"])
      .select(
        sql<bigint>`budget + carry_in - carry_out
          - case when status = 'settled' then paid + escrowed else lines end`.as("difference"),
      ),

  checks: [
    {
      // The plan itself is checked by domain; what the chain left is shown, not hidden.
      name: "paid, owed and carried add up to the budget",
      blocking: false,
      failing: (db) =>
        db
          .selectFrom("plan_sums")
          .where(sql<boolean>`difference <> 0`)
          .select("digest"),
    },
  ],
});
