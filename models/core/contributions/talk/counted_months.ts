import { sql } from "kysely";

import { defineModel, refRun } from "../../../model.ts";
import { formulas } from "../../../scores/formula/index.ts";
import { formulasInForce } from "../../../scores/formulas_in_force.ts";
import type { TalkKind } from "../contribution-classes.ts";

/** A formula that this program does not know counts nothing here; the points' model refuses it. */
const counted = formulas.flatMap(({ name, counts = [] }) =>
  counts.map((kind: TalkKind) => sql`select ${sql.lit(name)} as formula, ${sql.lit(kind)} as kind`),
);

export const countedMonths = defineModel({
  name: "counted_months",
  description: "From when until when each kind of talk counts, by the formulas; one row a turn.",
  from: [formulasInForce, refRun],
  grain: ["kind", "from_period"],
  columns: {
    /** `annotation` or `chat_answer`. */
    kind: "VARCHAR",
    from_period: "VARCHAR",
    /** The first instant of its first month, and of the month in which another turn begins. */
    counts_from: "TIMESTAMPTZ",
    counts_until: "TIMESTAMPTZ?",
  },
  query: (db) =>
    db
      .with("turns", (qb) =>
        qb
          .selectFrom("formulas_in_force")
          .select(["formula", "from_period"])
          .select(
            sql<string | null>`lead(from_period) over (order by from_period)`.as("next_period"),
          ),
      )
      .selectFrom("turns as t")
      .innerJoin(
        sql<{ formula: string; kind: string }>`(${sql.join(counted, sql` union all `)})`.as("k"),
        "k.formula",
        "t.formula",
      )
      .innerJoin("ref_run", (join) => join.onTrue())
      .select(["kind", "from_period"])
      .select([
        sql<Date>`timezone(time_zone, (from_period || '-01')::TIMESTAMP)`.as("counts_from"),
        sql<Date | null>`timezone(time_zone, (next_period || '-01')::TIMESTAMP)`.as("counts_until"),
      ]),
});
