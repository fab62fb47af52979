import { sql } from "kysely";

import { members } from "../../core/identity/members.ts";
import { attemptVersions } from "../../core/workbook/attempt_versions.ts";
import { currentAttempts } from "../../core/workbook/current_attempts.ts";
import { verdictProposals } from "../../core/workbook/verdict_proposals.ts";
import { verdicts } from "../../core/workbook/verdicts.ts";
import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

/**
 * Every attempt whose text as it stands waits for a master's word, and those on which the workbook
 * proposes another one. Not only the last of an answer: whoever adds an attempt to somebody's
 * answer, or renumbers one, must not hide the work that is there.
 */
export const masterReviewQueue = defineModel({
  name: "master_review_queue",
  description: "Attempts on whose text a master has to say something, one row an attempt.",
  from: [currentAttempts, attemptVersions, verdicts, verdictProposals, members],
  grain: ["attempt_id"],
  columns: {
    attempt_id: "VARCHAR",
    text_digest: "VARCHAR",
    cohort_id: "VARCHAR",
    answer_id: "VARCHAR",
    attempt: "INTEGER",
    /** Of whoever wrote the attempt. */
    member_id: "VARCHAR",
    member_name: "VARCHAR",
    /** Of whoever wrote the answer it stands in: usually the same. */
    answer_member_id: "VARCHAR",
    task_id: "VARCHAR",
    task_title: "VARCHAR",
    section_id: "VARCHAR?",
    section_title: "VARCHAR?",
    /** Millionths. */
    complexity: "BIGINT",
    submitted_at: "TIMESTAMPTZ",
    text: "VARCHAR",
    /** What it is a change of: this attempt's text that was judged, else the attempt before. */
    previous_text: "VARCHAR?",
    /** What the workbook's cells say; it counts once a master has confirmed it. */
    proposed_verdict: "VARCHAR?",
    proposed_grade: "INTEGER?",
    proposed_comment: "VARCHAR?",
    proposed_by_member_id: "VARCHAR?",
    proposed_by_name: "VARCHAR?",
    proposed_at: "TIMESTAMPTZ?",
    is_clean: "BOOLEAN?",
    /** Why it is not clean: `by_author`, `not_a_master`, `changed_since`, `text_changed`, `unclear`. */
    doubt: "VARCHAR?",
  },

  query: (db) =>
    db
      .with("judged_texts", (qb) =>
        qb
          .selectFrom("verdicts as v")
          .innerJoin("current_attempts as c", (join) =>
            join
              .onRef("c.attempt_id", "=", "v.attempt_id")
              .onRef("c.text_digest", "<>", "v.text_digest"),
          )
          .innerJoin("attempt_versions as t", (join) =>
            join
              .onRef("t.attempt_id", "=", "v.attempt_id")
              .onRef("t.text_digest", "=", "v.text_digest"),
          )
          .select(["v.attempt_id", "t.text"])
          .select((eb) =>
            place(eb, (over) =>
              over
                .partitionBy("v.attempt_id")
                .orderBy("v.stated_at", "desc")
                .orderBy("v.seq", "desc")
                .orderBy("t.ordinal", "desc"),
            ).as("place"),
          ),
      )
      .with("judged_before", (qb) =>
        qb.selectFrom("judged_texts").where("place", "=", 1n).select(["attempt_id", "text"]),
      )
      .with("in_order", (qb) =>
        qb
          .selectFrom("current_attempts")
          .selectAll()
          .select(
            // The author's own: another's attempt in the same answer is no earlier form of it.
            sql<string | null>`lag(text) over (
              partition by answer_id, member_id order by attempt, attempt_id
            )`.as("text_before"),
          ),
      )
      .selectFrom("in_order as a")
      .innerJoin("members as m", "m.member_id", "a.member_id")
      .leftJoin("verdicts as v", (join) =>
        join
          .onRef("v.attempt_id", "=", "a.attempt_id")
          .onRef("v.text_digest", "=", "a.text_digest"),
      )
      .leftJoin("verdict_proposals as p", "p.attempt_id", "a.attempt_id")
      .leftJoin("members as by", "by.member_id", "p.proposed_by_member_id")
      .leftJoin("judged_before as j", "j.attempt_id", "a.attempt_id")
      .where((eb) => eb.or([eb("v.verdict", "is", null), eb("p.verdict", "is not", null)]))
      .select(["a.attempt_id", "a.text_digest", "a.cohort_id", "a.answer_id", "a.attempt"])
      .select(["a.member_id", "m.name as member_name", "a.answer_member_id"])
      .select(["a.task_id", "a.task_title", "a.section_id", "a.section_title", "a.complexity"])
      .select(["a.submitted_at", "a.text"])
      .select((eb) => eb.fn.coalesce("j.text", "a.text_before").as("previous_text"))
      .select(["p.verdict as proposed_verdict", "p.grade as proposed_grade"])
      .select(["p.comment as proposed_comment", "p.proposed_by_member_id"])
      .select(["by.name as proposed_by_name", "p.proposed_at", "p.is_clean", "p.doubt"]),
});
