import { sql } from "kysely";

import { planLines } from "../../core/distributions/plan_lines.ts";
import { planStates } from "../../core/distributions/plan_states.ts";
import { decimal } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

export const myReceipts = defineModel({
  name: "my_receipts",
  description: "What a member is to get or got, one row a plan and line.",
  from: [planLines, planStates],
  grain: ["digest", "line_id"],
  columns: {
    member_id: "VARCHAR",
    digest: "VARCHAR",
    period: "VARCHAR",
    line_id: "VARCHAR",
    domain: "VARCHAR",
    amount_base_units: "VARCHAR",
    /** `open`, `approved`, `paid` or `escrowed`. */
    status: "VARCHAR",
    signature: "VARCHAR?",
  },

  query: (db) =>
    db
      .selectFrom("plan_lines as l")
      .innerJoin("plan_states as p", "p.digest", "l.digest")
      // Of a plan that another replaced only what it did pay is still true.
      .where((eb) =>
        eb.or([
          eb("l.status", "=", "paid"),
          eb.and([eb("p.status", "<>", "superseded"), eb("l.status", "<>", "voided")]),
        ]),
      )
      .select(["l.member_id", "l.digest", "period", "line_id", "domain"])
      .select((eb) => [
        decimal(eb.ref("amount_base_units")).as("amount_base_units"),
        sql<string>`case
          when l.status = 'paid' then 'paid'
          when p.status = 'open' then 'open'
          when l.status = 'escrowed' then 'escrowed'
          else 'approved'
        end`.as("status"),
        sql<string | null>`case when l.status = 'paid' then signature end`.as("signature"),
      ]),
});
