import { sql } from "kysely";

import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgLedgerVerdicts } from "../../staging/ledger/stg_ledger_verdicts.ts";
import { isMasterOf } from "../identity/is-master.ts";
import { memberAccounts } from "../identity/member_accounts.ts";
import { people } from "../identity/people.ts";
import { roles } from "../identity/roles.ts";
import { answerVersions } from "./answer_versions.ts";
import { attemptVersions } from "./attempt_versions.ts";

/** What was known when something was said comes first, newest first; then the oldest known at all. */
const known = (version: string) =>
  sql`case when ${sql.ref(`${version}.observed_at`)} <= s.stated_at
    then ${sql.ref(`${version}.ordinal`)} end`;

/**
 * Every statement on an attempt, and why one does not count. It is held against the row as it was
 * known when it was made: nobody takes a master's word away by editing the row afterwards.
 */
export const verdictStatements = defineModel({
  name: "verdict_statements",
  description: "What was said of a text of an attempt, and whether it counts; one row a statement.",
  from: [stgLedgerVerdicts, memberAccounts, people, roles, attemptVersions, answerVersions],
  grain: ["seq"],
  columns: {
    /** Of the ledger's event. */
    seq: "BIGINT",
    verdict_id: "VARCHAR",
    attempt_id: "VARCHAR",
    text_digest: "VARCHAR",
    /** `accepted`, `returned`, or `withdrawn`: what was said before is taken back. */
    verdict: "VARCHAR",
    grade: "INTEGER?",
    remark: "VARCHAR?",
    by_member_id: "VARCHAR",
    stated_at: "TIMESTAMPTZ",
    way: "VARCHAR",
    /** These four as they were when it was said. */
    task_id: "VARCHAR",
    cohort_id: "VARCHAR",
    section_id: "VARCHAR?",
    complexity: "BIGINT",
    /** Why it does not count: `text_not_seen`, `by_author`, `not_a_master`. Null: it counts. */
    refusal: "VARCHAR?",
  },

  query: (db) =>
    db
      .with("said", (qb) =>
        qb
          .selectFrom("stg_ledger_verdicts as v")
          .innerJoin("member_accounts as a", "a.account_key", "v.account_key")
          .select(["seq", "verdict_id", "attempt_id", "text_digest", "verdict", "grade", "remark"])
          .select(["a.member_id as by_member_id", "stated_at", "way"])
          .select(["task_id", "cohort_id", "section_id", "complexity"]),
      )
      .with("seen", (qb) =>
        qb
          .selectFrom("said as s")
          .innerJoin("attempt_versions as v", (join) =>
            join
              .onRef("v.attempt_id", "=", "s.attempt_id")
              .onRef("v.text_digest", "=", "s.text_digest"),
          )
          .select(["s.seq", "s.stated_at", "v.member_id", "v.answer"])
          .select((eb) =>
            place(eb, (over) =>
              over
                .partitionBy("s.seq")
                .orderBy(known("v"), (order) => order.desc().nullsLast())
                .orderBy("v.ordinal"),
            ).as("place"),
          ),
      )
      .with("row_then", (qb) => qb.selectFrom("seen").where("place", "=", 1n).selectAll())
      .with("answered", (qb) =>
        qb
          .selectFrom("row_then as s")
          .innerJoin("answer_versions as a", "a.row_id", "s.answer")
          .select(["s.seq", "a.member_id"])
          .select((eb) =>
            place(eb, (over) =>
              over
                .partitionBy("s.seq")
                .orderBy(known("a"), (order) => order.desc().nullsLast())
                .orderBy("a.ordinal")
                .orderBy("a.row"),
            ).as("place"),
          ),
      )
      .with("answer_then", (qb) => qb.selectFrom("answered").where("place", "=", 1n).selectAll())
      .selectFrom("said as s")
      .leftJoin("row_then as r", "r.seq", "s.seq")
      .leftJoin("answer_then as a", "a.seq", "s.seq")
      .select(["s.seq", "verdict_id", "attempt_id", "text_digest", "verdict", "grade", "remark"])
      .select(["by_member_id", "s.stated_at", "way"])
      .select(["task_id", "cohort_id", "section_id", "complexity"])
      .select((eb) => {
        const isMaster = isMasterOf({
          member: eb.ref("s.by_member_id"),
          cohort: eb.ref("s.cohort_id"),
          at: eb.ref("s.stated_at"),
        });
        return sql<string | null>`case
          when r.seq is null then 'text_not_seen'
          when s.by_member_id = r.member_id or s.by_member_id = a.member_id then 'by_author'
          when not ${isMaster} then 'not_a_master'
        end`.as("refusal");
      }),
});
