import { minutesBetween, weekOf } from "../../expressions.ts";
import { defineModel, refRun } from "../../model.ts";
import { attemptTexts } from "./attempt_texts.ts";
import { verdicts } from "./verdicts.ts";

/** By what a verdict pinned: its cohort and task, wherever the row of the answer stands today. */
export const feedback = defineModel({
  name: "feedback",
  description: "Verdicts in force with how long they took, one row an attempt and text.",
  from: [verdicts, attemptTexts, refRun],
  grain: ["attempt_id", "text_digest"],
  columns: {
    attempt_id: "VARCHAR",
    text_digest: "VARCHAR",
    cohort_id: "VARCHAR",
    task_id: "VARCHAR",
    /** Who wrote the text. */
    member_id: "VARCHAR",
    /** When that very text was first there. */
    shown_at: "TIMESTAMPTZ",
    verdict: "VARCHAR",
    grade: "INTEGER?",
    remark: "VARCHAR?",
    by_member_id: "VARCHAR",
    given_at: "TIMESTAMPTZ",
    /** Monday of its week, where the community lives. */
    week: "VARCHAR",
    minutes: "BIGINT",
    text: "VARCHAR",
  },

  query: (db) =>
    db
      .selectFrom("verdicts as v")
      .innerJoin("attempt_texts as t", (join) =>
        join
          .onRef("t.attempt_id", "=", "v.attempt_id")
          .onRef("t.text_digest", "=", "v.text_digest"),
      )
      .crossJoin("ref_run")
      .select(["v.attempt_id", "v.text_digest", "cohort_id", "task_id", "member_id"])
      .select(["shown_at", "text", "verdict", "grade", "remark", "by_member_id"])
      .select((eb) => {
        // Accepted again, with another grade, is no second feedback.
        const given = eb.fn.coalesce("accepted_at", "stated_at");
        return [
          given.as("given_at"),
          weekOf(given, eb.ref("time_zone")).as("week"),
          minutesBetween(eb.ref("shown_at"), given).as("minutes"),
        ];
      }),
});
