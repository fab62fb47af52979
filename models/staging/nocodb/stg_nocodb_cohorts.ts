import { dayOrNull, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgNocodbCohorts = stage({
  name: "stg_nocodb_cohorts",
  description: "Study groups that go through a guide together, one row a cohort.",
  stream: "nocodb_records",
  only: { path: "$.role", is: "cohorts" },
  grain: ["cohort_id"],
  fields: {
    cohort_id: text("$.as.cohort_id"),
    title: text("$.as.title"),
    guide_id: textOrNull("$.as.guide"),
    starts: dayOrNull("$.as.starts"),
    /** The last day on which the cohort runs. */
    ends: dayOrNull("$.as.ends"),
  },
});
