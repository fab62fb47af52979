import { absentOr } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { verdictChanges } from "./verdict_changes.ts";

export const verdictQueue = defineModel({
  name: "verdict_queue",
  description: "Verdicts that do not count until a master gives one; one row a change.",
  from: [verdictChanges],
  grain: ["attempt_id", "version"],
  columns: {
    attempt_id: "VARCHAR",
    version: "BIGINT",
    verdict: "VARCHAR?",
    grade: "INTEGER?",
    given_at: "TIMESTAMPTZ",
    by_member_id: "VARCHAR",
    reason: "VARCHAR",
  },

  query: (db) =>
    db
      .with("counted", (qb) =>
        qb
          .selectFrom("verdict_changes")
          .where("refusal", "is", null)
          .groupBy("attempt_id")
          .select("attempt_id")
          .select((eb) => eb.fn.max("ordinal").as("ordinal")),
      )
      .selectFrom("verdict_changes as c")
      .leftJoin("counted", "counted.attempt_id", "c.attempt_id")
      .where("refusal", "is not", null)
      // What a master has decided since is settled.
      .where((eb) => absentOr(eb, "counted.ordinal", "<", "c.ordinal"))
      .select(["c.attempt_id", "c.version", "verdict", "grade", "given_at", "by_member_id"])
      .select((eb) => eb.ref("refusal").$notNull().as("reason")),
});
