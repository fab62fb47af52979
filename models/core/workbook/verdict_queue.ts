import { bigintOf } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { verdictProposals } from "./verdict_proposals.ts";
import { verdictStatements } from "./verdict_statements.ts";
import { verdicts } from "./verdicts.ts";

export const verdictQueue = defineModel({
  name: "verdict_queue",
  description: "What was said of an attempt and does not count, with the reason; one row each.",
  from: [verdictStatements, verdictProposals, verdicts],
  grain: ["attempt_id", "seq"],
  columns: {
    attempt_id: "VARCHAR",
    /** Of the statement's event; 0: it stands in the workbook. */
    seq: "BIGINT",
    verdict: "VARCHAR",
    grade: "INTEGER?",
    given_at: "TIMESTAMPTZ",
    by_member_id: "VARCHAR",
    /** A refusal of `verdict_statements` or a doubt of `verdict_proposals`. */
    reason: "VARCHAR",
  },

  query: (db) =>
    db
      .selectFrom("verdict_statements as s")
      .leftJoin("verdicts as v", (join) =>
        join
          .onRef("v.attempt_id", "=", "s.attempt_id")
          .onRef("v.text_digest", "=", "s.text_digest")
          .onRef("v.stated_at", ">=", "s.stated_at"),
      )
      .where("s.refusal", "is not", null)
      // What a master has decided since is settled.
      .where("v.attempt_id", "is", null)
      .select(["s.attempt_id", "s.seq", "s.verdict", "s.grade", "s.stated_at as given_at"])
      .select((eb) => ["s.by_member_id", eb.ref("s.refusal").$notNull().as("reason")])
      .unionAll((eb) =>
        eb
          .selectFrom("verdict_proposals as p")
          .where("doubt", "is not", null)
          .select(["attempt_id", bigintOf(0).as("seq"), "verdict", "grade"])
          .select(["proposed_at as given_at", "proposed_by_member_id as by_member_id"])
          .select((of) => of.ref("doubt").$notNull().as("reason")),
      ),
});
