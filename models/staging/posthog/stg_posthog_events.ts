import { instant, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

/** Whoever sees a page has the key that events are sent with: nothing here is known to be true. */
export const stgPosthogEvents = stage({
  name: "stg_posthog_events",
  description: "Events as sites sent them, which anybody can forge; one row an event.",
  stream: "posthog_events",
  grain: ["event_id"],
  dated: ["came_at"],
  fields: {
    event_id: text("$.uuid"),
    event: text("$.event"),
    distinct_id: text("$.distinct_id"),
    /** By the clock of whoever sent it. */
    sent_at: instant("$.timestamp"),
    /** By PostHog's own clock. */
    came_at: instant("$.created_at"),
    section: textOrNull("$.properties.section"),
    task: textOrNull("$.properties.task"),
  },
});
