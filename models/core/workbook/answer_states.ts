import { orElse } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { answers } from "./answers.ts";
import { attempts } from "./attempts.ts";
import { currentAttempts } from "./current_attempts.ts";
import { verdicts } from "./verdicts.ts";

export const answerStates = defineModel({
  name: "answer_states",
  description: "Where each begun answer stands by its last attempt, one row an answer.",
  from: [answers, attempts, currentAttempts, verdicts],
  grain: ["answer_id"],
  columns: {
    answer_id: "VARCHAR",
    cohort_id: "VARCHAR",
    member_id: "VARCHAR",
    task_id: "VARCHAR",
    task_title: "VARCHAR",
    section_id: "VARCHAR?",
    section_title: "VARCHAR",
    attempt_id: "VARCHAR",
    attempt: "INTEGER",
    submitted_at: "TIMESTAMPTZ",
    /** Of the last attempt's text: `waiting`, `returned` or `accepted`. */
    state: "VARCHAR",
    verdict_at: "TIMESTAMPTZ?",
    /** Accepted once stays accepted, though a later attempt may wait. */
    is_accepted: "BOOLEAN",
    updated_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      // By what was pinned: who answers a task again elsewhere, or is moved there, gains nothing.
      .with("accepted", (qb) =>
        qb
          .selectFrom("attempts")
          .where("status", "=", "accepted")
          .select(["member_id", "cohort_id", "task_id"])
          .distinct(),
      )
      .selectFrom("answers")
      // Inner: an answer nobody has tried yet stands nowhere.
      .innerJoin("current_attempts as c", (join) =>
        join.onRef("c.answer_id", "=", "answers.answer_id").on("c.recency", "=", 1n),
      )
      .leftJoin("verdicts as v", (join) =>
        join
          .onRef("v.attempt_id", "=", "c.attempt_id")
          .onRef("v.text_digest", "=", "c.text_digest"),
      )
      .leftJoin("accepted", (join) =>
        join
          .onRef("accepted.member_id", "=", "answers.member_id")
          .onRef("accepted.cohort_id", "=", "answers.cohort_id")
          .onRef("accepted.task_id", "=", "answers.task_id"),
      )
      .select(["answers.answer_id", "answers.cohort_id", "answers.member_id", "answers.task_id"])
      .select(["answers.task_title", "answers.section_id", "answers.section_title"])
      .select(["c.attempt_id", "c.attempt", "c.submitted_at", "stated_at as verdict_at"])
      .select((eb) => [
        orElse(eb.ref("verdict"), "waiting").as("state"),
        eb("accepted.task_id", "is not", null).$castTo<boolean>().as("is_accepted"),
        eb.fn.coalesce("stated_at", "c.submitted_at").as("updated_at"),
      ]),
});
