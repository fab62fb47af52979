import { planLines } from "../../core/distributions/plan_lines.ts";
import { planStates } from "../../core/distributions/plan_states.ts";
import { withheldLines } from "../../core/distributions/withheld_lines.ts";
import { decimal } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerExpiries } from "../../staging/ledger/stg_ledger_expiries.ts";

/** Whose word it was is the committee's business; why, the member's. */
export const myWithheld = defineModel({
  name: "my_withheld",
  description:
    "What the committee holds of a member's or dropped, and why, one row a plan and line.",
  from: [withheldLines, planStates, planLines, stgLedgerExpiries],
  grain: ["digest", "line_id"],
  columns: {
    member_id: "VARCHAR",
    digest: "VARCHAR",
    period: "VARCHAR",
    line_id: "VARCHAR",
    domain: "VARCHAR",
    amount_base_units: "VARCHAR",
    /** `held`, `released` and not paid yet, `taken_back` into the carry, or `dropped`. */
    word: "VARCHAR",
    said_at: "TIMESTAMPTZ",
    reason: "VARCHAR",
  },

  query: (db) =>
    db
      .selectFrom("withheld_lines as w")
      .innerJoin("plan_states as p", "p.digest", "w.digest")
      .leftJoin("stg_ledger_expiries as e", "e.line_id", "w.line_id")
      .where("p.status", "<>", "superseded")
      // What was held and is paid by now is a receipt like any other.
      .where((eb) =>
        eb(
          "w.line_id",
          "not in",
          eb.selectFrom("plan_lines").where("status", "=", "paid").select("line_id"),
        ),
      )
      .select(["w.member_id", "w.digest", "p.period", "w.line_id", "w.domain"])
      .select(["w.said_at", "w.reason"])
      .select((eb) => [
        decimal(eb.ref("w.amount_base_units")).as("amount_base_units"),
        eb
          .case()
          .when("e.line_id", "is not", null)
          .then("taken_back")
          .when("is_released", "=", true)
          .then("released")
          .else(eb.ref("w.word"))
          .end()
          .as("word"),
      ]),
});
