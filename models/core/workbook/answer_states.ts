import { orElse } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { answers } from "./answers.ts";
import { attempts } from "./attempts.ts";
import { verdicts } from "./verdicts.ts";

export const answerStates = defineModel({
  name: "answer_states",
  description: "Where each begun answer stands by its last attempt, one row an answer.",
  from: [answers, attempts, verdicts],
  grain: ["answer_id"],
  columns: {
    answer_id: "VARCHAR",
    cohort_id: "VARCHAR",
    member_id: "VARCHAR",
    task_id: "VARCHAR",
    task_title: "VARCHAR",
    section_id: "VARCHAR",
    section_title: "VARCHAR",
    attempt_id: "VARCHAR",
    attempt: "INTEGER",
    submitted_at: "TIMESTAMPTZ",
    /** Of the last attempt: `waiting`, `returned` or `accepted`. */
    state: "VARCHAR",
    verdict_at: "TIMESTAMPTZ?",
    /** Accepted once stays accepted, though a later attempt may wait. */
    is_accepted: "BOOLEAN",
    updated_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .with("accepted", (qb) =>
        qb
          .selectFrom("attempts")
          .innerJoin("verdicts", "verdicts.attempt_id", "attempts.attempt_id")
          .where("verdict", "=", "accepted")
          .select("answer_id")
          .distinct(),
      )
      .selectFrom("answers")
      // Inner: an answer nobody has tried yet stands nowhere.
      .innerJoin("attempts", (join) =>
        join.onRef("attempts.answer_id", "=", "answers.answer_id").on("attempts.recency", "=", 1n),
      )
      .leftJoin("verdicts", "verdicts.attempt_id", "attempts.attempt_id")
      .leftJoin("accepted", "accepted.answer_id", "answers.answer_id")
      .select(["answers.answer_id", "answers.cohort_id", "answers.member_id", "task_id"])
      .select(["answers.task_title", "answers.section_id", "answers.section_title"])
      .select(["attempts.attempt_id", "attempt", "submitted_at", "given_at as verdict_at"])
      .select((eb) => [
        orElse(eb.ref("verdict"), "waiting").as("state"),
        eb("accepted.answer_id", "is not", null).$castTo<boolean>().as("is_accepted"),
        eb.fn.coalesce("given_at", "submitted_at").as("updated_at"),
      ]),
});
