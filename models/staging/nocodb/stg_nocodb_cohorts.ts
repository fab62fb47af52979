import { dayOrNull, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgNocodbCohorts = stage({
  name: "stg_nocodb_cohorts",
  description: "Study groups that go through a guide together, one row a cohort.",
  stream: "nocodb_records",
  only: { path: "$.table", is: "Streams" },
  grain: ["cohort_id"],
  fields: {
    cohort_id: text("$.Id"),
    title: text("$.fields.Title"),
    guide_id: textOrNull("$.fields.Guide"),
    starts: dayOrNull("$.fields.Starts"),
    /** The last day on which the cohort runs. */
    ends: dayOrNull("$.fields.Ends"),
  },
});
