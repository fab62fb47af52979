import { defineModel } from "../../model.ts";
import { stgGuidesSections } from "../../staging/guides/stg_guides_sections.ts";

/** A page that cannot be read any more is here as it was read last, with that day. */
export const deanerySections = defineModel({
  name: "deanery_sections",
  description: "Sections of the guides and since when they read as they do, one row a section.",
  from: [stgGuidesSections],
  grain: ["section_id"],
  columns: {
    section_id: "VARCHAR",
    guide_id: "VARCHAR",
    guide_title: "VARCHAR",
    section_title: "VARCHAR",
    section_order: "BIGINT",
    path: "VARCHAR",
    /** `free` or `members`; null where the page does not say who may read it. */
    access: "VARCHAR?",
    read_at: "TIMESTAMPTZ",
  },
  query: (db) =>
    db
      .selectFrom("stg_guides_sections")
      .select(["section_id", "guide_id", "guide_title", "section_title", "section_order"])
      .select(["path", "access", "read_at"]),
});
