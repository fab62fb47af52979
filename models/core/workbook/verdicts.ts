import { sql } from "kysely";

import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { verdictStatements } from "./verdict_statements.ts";

/**
 * The latest statement on a text is in force. One that says *accepted* again, with another grade or
 * remark, moves neither the instant of acceptance nor what the attempt is paid by.
 */
export const verdicts = defineModel({
  name: "verdicts",
  description: "What masters say of a text, by their latest word; one row an attempt and text.",
  from: [verdictStatements],
  grain: ["attempt_id", "text_digest"],
  columns: {
    attempt_id: "VARCHAR",
    text_digest: "VARCHAR",
    /** `accepted` or `returned`. */
    verdict: "VARCHAR",
    grade: "INTEGER?",
    remark: "VARCHAR?",
    by_member_id: "VARCHAR",
    stated_at: "TIMESTAMPTZ",
    /** Since when the text is accepted without a break; null where it is not. */
    accepted_at: "TIMESTAMPTZ?",
    /** Of the event that began this: the earlier has the smaller one. */
    seq: "BIGINT",
    task_id: "VARCHAR",
    cohort_id: "VARCHAR",
    section_id: "VARCHAR?",
    complexity: "BIGINT",
  },

  query: (db) =>
    db
      .with("counting", (qb) =>
        qb
          .selectFrom("verdict_statements")
          .where("refusal", "is", null)
          .selectAll()
          .select((eb) =>
            place(eb, (over) =>
              over.partitionBy(["attempt_id", "text_digest"]).orderBy("stated_at").orderBy("seq"),
            ).as("place"),
          ),
      )
      .with("turns", (qb) =>
        qb
          .selectFrom("counting")
          .groupBy(["attempt_id", "text_digest"])
          .select(["attempt_id", "text_digest"])
          .select((eb) => [
            eb.fn.max("place").as("latest"),
            sql<bigint>`least(
              max(place),
              coalesce(max(place) filter (where verdict <> 'accepted'), 0) + 1
            )`.as("begun"),
          ]),
      )
      .selectFrom("turns as t")
      .innerJoin("counting as l", (join) =>
        join
          .onRef("l.attempt_id", "=", "t.attempt_id")
          .onRef("l.text_digest", "=", "t.text_digest")
          .onRef("l.place", "=", "t.latest"),
      )
      .innerJoin("counting as b", (join) =>
        join
          .onRef("b.attempt_id", "=", "t.attempt_id")
          .onRef("b.text_digest", "=", "t.text_digest")
          .onRef("b.place", "=", "t.begun"),
      )
      .where("l.verdict", "<>", "withdrawn")
      .select(["l.attempt_id", "l.text_digest", "l.verdict", "l.grade", "l.remark"])
      .select(["l.by_member_id", "l.stated_at", "b.seq"])
      .select(["b.task_id", "b.cohort_id", "b.section_id", "b.complexity"])
      .select(
        sql<Date | null>`case when l.verdict = 'accepted' then b.stated_at end`.as("accepted_at"),
      ),
});
