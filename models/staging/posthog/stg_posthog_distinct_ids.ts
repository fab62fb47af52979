import { text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgPosthogDistinctIds = stage({
  name: "stg_posthog_distinct_ids",
  description: "Whose each id of PostHog is today, as persons merge; one row an id.",
  stream: "posthog_distinct_ids",
  grain: ["distinct_id"],
  fields: { distinct_id: text("$.distinct_id"), person_id: text("$.person_id") },
});
