import { sql } from "kysely";

import { place } from "../../expressions.ts";
import { defineModel, rawCurrent } from "../../model.ts";
import { stgGuidesPages } from "./stg_guides_pages.ts";

/** A page that cannot be read today is here as it was read last: `read_at` says when. */
export const stgGuidesSections = defineModel({
  name: "stg_guides_sections",
  description: "Sections of guides in their order, one row a section.",
  from: [stgGuidesPages, rawCurrent("guides_sections")],
  grain: ["section_id"],
  columns: {
    section_id: "VARCHAR",
    guide_id: "VARCHAR",
    guide_title: "VARCHAR",
    section_title: "VARCHAR",
    /** 1, 2, … within the guide: by the pages' own orders, then by path. */
    section_order: "BIGINT",
    /** Markdown, as it is written. */
    body: "VARCHAR",
    path: "VARCHAR",
    /** `free` or `members`; null where the page does not say who may read it. */
    access: "VARCHAR?",
    /** When this very text was first read. */
    read_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .selectFrom("stg_guides_pages as p")
      .innerJoin(
        sql<{ section_id: string; read_at: Date }>`(
          select (payload->>'$.section_id') as section_id, observed_at as read_at
          from raw_guides_sections_current
          where not is_deleted and payload is not null
        )`.as("seen"),
        "seen.section_id",
        "p.section_id",
      )
      // The same section in another language is no further one.
      .where((eb) => eb.fn.coalesce("is_translation", eb.lit(false)), "=", false)
      .select([
        "p.section_id",
        "guide_id",
        "guide_title",
        "section_title",
        "body",
        "path",
        "access",
      ])
      .select((eb) => [
        "read_at",
        place(eb, (over) =>
          over
            .partitionBy("guide_id")
            .orderBy("order_group", (order) => order.asc().nullsFirst())
            .orderBy("declared_order", (order) => order.asc().nullsLast())
            .orderBy("p.place", (order) => order.asc().nullsLast())
            .orderBy("path")
            .orderBy("p.section_id"),
        ).as("section_order"),
      ]),
});
