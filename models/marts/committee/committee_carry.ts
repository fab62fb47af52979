import { sql } from "kysely";

import { contributions } from "../../core/contributions/contributions.ts";
import { planLines } from "../../core/distributions/plan_lines.ts";
import { code, decimal, sumOf } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgDiscourseCategories } from "../../staging/discourse/stg_discourse_categories.ts";
import { stgLedgerPlanDomains } from "../../staging/ledger/stg_ledger_plan_domains.ts";
import { stgLedgerPlans } from "../../staging/ledger/stg_ledger_plans.ts";

/** Something was done for the domain once, or posts of some category would be. */
const isServed = sql<boolean>`(
  d.domain in (select domain from done)
  or d.domain in (select topic_domain from stg_discourse_categories)
  or d.domain in (select reply_domain from stg_discourse_categories)
)`;

export const committeeCarry = defineModel({
  name: "committee_carry",
  description: "Budgets of which a plan pays nothing, and why; one row a plan and domain.",
  from: [stgLedgerPlanDomains, stgLedgerPlans, planLines, contributions, stgDiscourseCategories],
  grain: ["digest", "domain"],
  columns: {
    digest: "VARCHAR",
    domain: "VARCHAR",
    carry_out_base_units: "VARCHAR",
    /** What the plan had to split, of all domains: budgets and what was carried in. */
    total_base_units: "VARCHAR",
    /**
     * As the data is now: `nothing_serves` (nothing ever served the domain, and no category is
     * mapped to it), `nobody_contributed` in that month, or `nothing_earned`.
     */
    reason: "VARCHAR",
  },

  query: (db) =>
    db
      .with("done", (qb) => qb.selectFrom("contributions").select(["domain", "period"]).distinct())
      .with("totals", (qb) =>
        qb
          .selectFrom("stg_ledger_plan_domains")
          .groupBy("digest")
          .select("digest")
          .select(
            sumOf(sql<bigint>`budget_base_units + carry_in_base_units`).as("total_base_units"),
          ),
      )
      .selectFrom("stg_ledger_plan_domains as d")
      .innerJoin("stg_ledger_plans as p", "p.digest", "d.digest")
      .innerJoin("totals as t", "t.digest", "d.digest")
      .where(sql<boolean>`(d.digest, d.domain) not in (
        select (digest, domain) from plan_lines where kept_period is null
      )`)
      .where("carry_out_base_units", ">", 0n)
      .select(["d.digest", "d.domain"])
      .select((eb) => [
        decimal(eb.ref("carry_out_base_units")).as("carry_out_base_units"),
        decimal(eb.ref("total_base_units")).as("total_base_units"),
        eb
          .case()
          .when(sql<boolean>`(d.domain, p.period) in (select (domain, period) from done)`)
          .then(code("nothing_earned"))
          .when(isServed)
          .then(code("nobody_contributed"))
          .else(code("nothing_serves"))
          .end()
          .as("reason"),
      ]),
});
