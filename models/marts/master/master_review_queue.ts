import { answerStates } from "../../core/workbook/answer_states.ts";
import { currentAttempts } from "../../core/workbook/current_attempts.ts";
import { members } from "../../core/identity/members.ts";
import { verdicts } from "../../core/workbook/verdicts.ts";
import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

export const masterReviewQueue = defineModel({
  name: "master_review_queue",
  description: "Answers whose last attempt has no verdict that counts, one row an answer.",
  from: [answerStates, currentAttempts, verdicts, members],
  grain: ["answer_id"],
  columns: {
    cohort_id: "VARCHAR",
    answer_id: "VARCHAR",
    attempt: "INTEGER",
    member_id: "VARCHAR",
    member_name: "VARCHAR",
    task_title: "VARCHAR",
    section_title: "VARCHAR",
    submitted_at: "TIMESTAMPTZ",
    text: "VARCHAR",
    /** What the author was told last time. */
    previous_comment: "VARCHAR?",
  },

  query: (db) =>
    db
      .with("commented", (qb) =>
        qb
          .selectFrom("current_attempts as a")
          .innerJoin("verdicts as v", "v.attempt_id", "a.attempt_id")
          .select(["answer_id", "remark"])
          .select((eb) =>
            place(eb, (over) =>
              over
                .partitionBy("answer_id")
                .orderBy("a.attempt", "desc")
                .orderBy("v.stated_at", "desc")
                .orderBy("v.seq", "desc"),
            ).as("place"),
          ),
      )
      .with("said_last", (qb) =>
        qb.selectFrom("commented").where("place", "=", 1n).select(["answer_id", "remark"]),
      )
      .selectFrom("answer_states as s")
      .innerJoin("current_attempts as a", "a.attempt_id", "s.attempt_id")
      .innerJoin("members as m", "m.member_id", "s.member_id")
      .leftJoin("said_last as l", "l.answer_id", "s.answer_id")
      .where("state", "=", "waiting")
      .select(["s.cohort_id", "s.answer_id", "s.attempt", "s.member_id", "m.name as member_name"])
      .select(["s.task_title", "s.section_title", "s.submitted_at", "a.text"])
      .select("remark as previous_comment"),
});
