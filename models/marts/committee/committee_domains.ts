import { sql } from "kysely";

import { planLines } from "../../core/distributions/plan_lines.ts";
import { decimal, orZero, sumOf } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerPlanDomains } from "../../staging/ledger/stg_ledger_plan_domains.ts";
import { stgLedgerPlanExpired } from "../../staging/ledger/stg_ledger_plan_expired.ts";

export const committeeDomains = defineModel({
  name: "committee_domains",
  description: "Does each domain of a plan add up, one row a plan and domain.",
  from: [stgLedgerPlanDomains, stgLedgerPlanExpired, planLines],
  grain: ["digest", "domain"],
  columns: {
    digest: "VARCHAR",
    domain: "VARCHAR",
    budget_base_units: "VARCHAR",
    carry_in_base_units: "VARCHAR",
    /** Taken back of what earlier plans kept: it goes into the carry. */
    expired_base_units: "VARCHAR",
    /** Without what is released: that is paid of what earlier plans kept. */
    lines_base_units: "VARCHAR",
    carry_out_base_units: "VARCHAR",
    difference_base_units: "VARCHAR",
  },

  query: (db) =>
    db
      .with("line_sums", (qb) =>
        qb
          .selectFrom("plan_lines")
          .where("kept_period", "is", null)
          .groupBy(["digest", "domain"])
          .select((eb) => ["digest", "domain", sumOf(eb.ref("amount_base_units")).as("lines")]),
      )
      .with("expired_sums", (qb) =>
        qb
          .selectFrom("stg_ledger_plan_expired")
          .groupBy(["digest", "domain"])
          .select((eb) => ["digest", "domain", sumOf(eb.ref("amount_base_units")).as("expired")]),
      )
      .with("sums", (qb) =>
        qb
          .selectFrom("stg_ledger_plan_domains as d")
          // A domain nobody worked in has no lines: all of it is carried.
          .leftJoin("line_sums as l", (join) =>
            join.onRef("l.digest", "=", "d.digest").onRef("l.domain", "=", "d.domain"),
          )
          .leftJoin("expired_sums as e", (join) =>
            join.onRef("e.digest", "=", "d.digest").onRef("e.domain", "=", "d.domain"),
          )
          .select(["d.digest", "d.domain", "budget_base_units", "carry_in_base_units"])
          .select((eb) => ["carry_out_base_units", orZero(eb.ref("lines")).as("lines")])
          .select((eb) => orZero(eb.ref("expired")).as("expired")),
      )
      .selectFrom("sums")
      .select(["digest", "domain"])
      .select((eb) => [
        decimal(eb.ref("budget_base_units")).as("budget_base_units"),
        decimal(eb.ref("carry_in_base_units")).as("carry_in_base_units"),
        decimal(eb.ref("expired")).as("expired_base_units"),
        decimal(eb.ref("lines")).as("lines_base_units"),
        decimal(eb.ref("carry_out_base_units")).as("carry_out_base_units"),
        decimal(
          sql<bigint>`budget_base_units + carry_in_base_units + expired - lines - carry_out_base_units`,
        ).as("difference_base_units"),
      ]),

  checks: [
    {
      name: "each domain is spent to the unit",
      blocking: true,
      failing: (db) =>
        db
          .selectFrom("committee_domains")
          .where("difference_base_units", "<>", "0")
          .select(["digest", "domain"]),
    },
  ],
});
