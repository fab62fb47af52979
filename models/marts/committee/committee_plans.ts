import { members } from "../../core/identity/members.ts";
import { planStates } from "../../core/distributions/plan_states.ts";
import { planSums } from "../../core/distributions/plan_sums.ts";
import { decimal } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerPlans } from "../../staging/ledger/stg_ledger_plans.ts";

export const committeePlans = defineModel({
  name: "committee_plans",
  description: "What the committee is asked to sign and what it signed, one row a plan.",
  from: [planStates, planSums, members, stgLedgerPlans],
  grain: ["digest"],
  columns: {
    digest: "VARCHAR",
    period: "VARCHAR",
    revision: "INTEGER",
    /** `open`, `approved`, `settled` or `superseded`. */
    status: "VARCHAR",
    predecessor: "VARCHAR?",
    proposer_name: "VARCHAR",
    proposed_at: "TIMESTAMPTZ",
    expires_at: "TIMESTAMPTZ",
    threshold: "INTEGER",
    /** Of the chain that it is paid on. */
    genesis: "VARCHAR",
    line_count: "BIGINT",
    budget_base_units: "VARCHAR",
    carry_in_base_units: "VARCHAR",
    lines_base_units: "VARCHAR",
    paid_base_units: "VARCHAR",
    escrowed_base_units: "VARCHAR",
    /** To be paid, and paid, of what earlier plans kept; and taken back of it. */
    releases_base_units: "VARCHAR",
    released_base_units: "VARCHAR",
    expired_base_units: "VARCHAR",
    carry_base_units: "VARCHAR",
    difference_base_units: "VARCHAR",
  },
  query: (db) =>
    db
      .selectFrom("plan_states as p")
      .innerJoin("plan_sums as s", "s.digest", "p.digest")
      .innerJoin("members as m", "m.member_id", "p.proposer_member_id")
      .innerJoin("stg_ledger_plans as l", "l.digest", "p.digest")
      .select(["p.digest", "p.period", "p.revision", "status", "p.predecessor"])
      .select(["m.name as proposer_name", "p.proposed_at", "p.expires_at", "p.threshold"])
      .select(["genesis", "line_count"])
      .select((eb) => [
        decimal(eb.ref("budget")).as("budget_base_units"),
        decimal(eb.ref("carry_in")).as("carry_in_base_units"),
        decimal(eb.ref("lines")).as("lines_base_units"),
        decimal(eb.ref("paid")).as("paid_base_units"),
        decimal(eb.ref("escrowed")).as("escrowed_base_units"),
        decimal(eb.ref("releases")).as("releases_base_units"),
        decimal(eb.ref("released")).as("released_base_units"),
        decimal(eb.ref("expired")).as("expired_base_units"),
        decimal(eb.ref("carry_out")).as("carry_base_units"),
        decimal(eb.ref("difference")).as("difference_base_units"),
      ]),
});
