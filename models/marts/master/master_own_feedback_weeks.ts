import { feedback } from "../../core/workbook/feedback.ts";
import { medianOf } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

/** Each master sees the own rows alone: how fast a colleague is, is not to be seen. */
export const masterOwnFeedbackWeeks = defineModel({
  name: "master_own_feedback_weeks",
  description: "How long a master's verdicts took, one row a master, cohort and week.",
  from: [feedback],
  grain: ["member_id", "cohort_id", "week"],
  columns: {
    /** The master's. */
    member_id: "VARCHAR",
    cohort_id: "VARCHAR",
    week: "VARCHAR",
    verdict_count: "BIGINT",
    median_minutes: "BIGINT?",
  },

  query: (db) =>
    db
      .selectFrom("feedback")
      .groupBy(["by_member_id", "cohort_id", "week"])
      .select(["by_member_id as member_id", "cohort_id", "week"])
      .select((eb) => [
        eb.fn.countAll<bigint>().as("verdict_count"),
        medianOf(eb.ref("minutes")).as("median_minutes"),
      ]),
});
