import { sql } from "kysely";

import { toldEvents } from "../../core/engagement/told_events.ts";
import { people } from "../../core/identity/people.ts";
import { defineModel } from "../../model.ts";
import { stgGuidesSections } from "../../staging/guides/stg_guides_sections.ts";

/** Counts alone: whoever has a site's public key can make any of them larger. */
export const deaneryEngagement = defineModel({
  name: "deanery_engagement",
  description:
    "What sites say was opened, read and begun, by members and by visitors; one row a section and kind.",
  from: [toldEvents, stgGuidesSections, people],
  grain: ["section_id", "kind"],
  columns: {
    /** Empty: of no section that the guides have. */
    section_id: "VARCHAR",
    guide_title: "VARCHAR?",
    section_title: "VARCHAR?",
    section_order: "BIGINT?",
    /** `section_opened`, `section_read` or `task_begun`. */
    kind: "VARCHAR",
    event_count: "BIGINT",
    /** People of the club, each once. */
    member_count: "BIGINT",
    /** Others, as PostHog tells them apart. */
    visitor_count: "BIGINT",
    last_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .with("counted", (qb) =>
        qb
          .selectFrom("told_events as t")
          .leftJoin("people as p", "p.member_id", "t.member_id")
          .groupBy([sql`coalesce(t.section_id, '')`, "kind"])
          .select([sql<string>`coalesce(t.section_id, '')`.as("section_id"), "kind"])
          .select((eb) => [
            eb.fn.countAll<bigint>().as("event_count"),
            eb.fn.count<bigint>("p.member_id").distinct().as("member_count"),
            sql<bigint>`count(distinct visitor_id) filter (where t.member_id is null)`.as(
              "visitor_count",
            ),
            sql<Date>`max(occurred_at)`.as("last_at"),
          ]),
      )
      .selectFrom("counted as c")
      .leftJoin("stg_guides_sections as s", "s.section_id", "c.section_id")
      .select(["c.section_id", "guide_title", "section_title", "section_order", "kind"])
      .select(["event_count", "member_count", "visitor_count", "last_at"]),
});
