import { sql } from "kysely";

import { derivedId } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgGuidesSections } from "../../staging/guides/stg_guides_sections.ts";
import { stgPosthogDistinctIds } from "../../staging/posthog/stg_posthog_distinct_ids.ts";
import { stgPosthogEvents } from "../../staging/posthog/stg_posthog_events.ts";
import { eventKinds } from "./event-kinds.ts";
import { posthogMembers } from "./posthog_members.ts";

const kinds = sql<{ event: string; kind: string }>`(
  select * from (values ${sql.join(
    Object.entries(eventKinds).map(([event, kind]) => sql`(${sql.lit(event)}, ${sql.lit(kind)})`),
  )}) as named (event, kind)
)`;

/**
 * For maps and counts, and for nothing that is paid: no model of contributions, scores or
 * distributions reads it, and a test walks them.
 */
export const toldEvents = defineModel({
  name: "told_events",
  description:
    "What was done by the word of whoever did it, which can be forged; one row an event.",
  from: [stgPosthogEvents, stgPosthogDistinctIds, posthogMembers, stgGuidesSections],
  grain: ["event_id"],
  columns: {
    event_id: "VARCHAR",
    /** Of `event-kinds.ts`. */
    kind: "VARCHAR",
    /** Never later than it came: clocks run ahead. */
    occurred_at: "TIMESTAMPTZ",
    /** Null for a visitor of whom nothing is proven. */
    member_id: "VARCHAR?",
    /** A person as PostHog counts them; names nobody. */
    visitor_id: "VARCHAR",
    /** Null where the event names none, or one that no guide has. */
    section_id: "VARCHAR?",
    task: "VARCHAR?",
  },

  query: (db) =>
    db
      .selectFrom("stg_posthog_events as e")
      .innerJoin(kinds.as("k"), "k.event", "e.event")
      .leftJoin("posthog_members as m", "m.distinct_id", "e.distinct_id")
      .leftJoin("stg_posthog_distinct_ids as d", "d.distinct_id", "e.distinct_id")
      .leftJoin("stg_guides_sections as s", "s.section_id", "e.section")
      .select(["event_id", "kind", "m.member_id", "s.section_id", "task"])
      .select((eb) => [
        sql<Date>`least(sent_at, came_at)`.as("occurred_at"),
        derivedId("v_", eb.fn.coalesce("d.person_id", "e.distinct_id")).as("visitor_id"),
      ]),
});
