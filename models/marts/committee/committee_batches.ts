import { planLines } from "../../core/distributions/plan_lines.ts";
import { decimal, sumOf } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

export const committeeBatches = defineModel({
  name: "committee_batches",
  description: "Transactions of a plan, one row a plan and batch.",
  from: [planLines],
  grain: ["digest", "batch"],
  columns: {
    digest: "VARCHAR",
    batch: "INTEGER",
    line_count: "BIGINT",
    amount_base_units: "VARCHAR",
    /** `planned`, `paid` or `voided`. */
    status: "VARCHAR",
    signature: "VARCHAR?",
  },
  query: (db) =>
    db
      .selectFrom("plan_lines")
      .where("batch", "is not", null)
      // Status and signature are the batch's: each of its lines has the same.
      .groupBy(["digest", "batch", "status", "signature"])
      .select((eb) => [
        "digest",
        eb.ref("batch").$notNull().as("batch"),
        eb.fn.countAll<bigint>().as("line_count"),
        decimal(sumOf(eb.ref("amount_base_units"))).as("amount_base_units"),
        "status",
        "signature",
      ]),
});
