import { bigint, booleanOrNull, instant, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgPosthogPersons = stage({
  name: "stg_posthog_persons",
  description: "Persons as PostHog has them, merged and deleted ones too; one row a person.",
  stream: "posthog_persons",
  grain: ["person_id"],
  dated: ["created_at"],
  fields: {
    person_id: text("$.id"),
    created_at: instant("$.created_at"),
    version: bigint("$.version"),
    /** Merged into another, or deleted. */
    is_deleted: booleanOrNull("$.is_deleted"),
  },
});
