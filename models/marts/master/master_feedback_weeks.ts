import { feedback } from "../../core/workbook/feedback.ts";
import { medianOf } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

export const masterFeedbackWeeks = defineModel({
  name: "master_feedback_weeks",
  description: "How long a cohort waited for its verdicts, one row a cohort and week.",
  from: [feedback],
  grain: ["cohort_id", "week"],
  columns: {
    cohort_id: "VARCHAR",
    /** Its Monday; a verdict counts in the week it was given. */
    week: "VARCHAR",
    verdict_count: "BIGINT",
    median_minutes: "BIGINT?",
  },

  query: (db) =>
    db
      .selectFrom("feedback")
      .groupBy(["cohort_id", "week"])
      .select(["cohort_id", "week"])
      .select((eb) => [
        eb.fn.countAll<bigint>().as("verdict_count"),
        medianOf(eb.ref("minutes")).as("median_minutes"),
      ]),
});
