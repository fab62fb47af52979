import { sql } from "kysely";

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
          .select(["attempt_id", sql<bigint>`max(version)`.as("version")]),
      )
      .selectFrom("verdict_changes")
      .leftJoin("counted", "counted.attempt_id", "verdict_changes.attempt_id")
      .where("refusal", "is not", null)
      // What a master has decided since is settled.
      .where(sql<boolean>`(counted.version is null or counted.version < verdict_changes.version)`)
      .select(["verdict_changes.attempt_id", "verdict_changes.version", "verdict", "grade"])
      .select(["given_at", "by_member_id", sql<string>`refusal`.as("reason")]),
});
