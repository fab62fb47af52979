import { defineModel } from "../model.ts";
import { stgGuidesSections } from "../staging/stg_guides_sections.ts";

export const guideSections = defineModel({
  name: "guide_sections",
  description: "Sections of guides, one row a section.",
  kind: "view",
  from: [stgGuidesSections],
  grain: ["section_id"],
  columns: stgGuidesSections.columns,
  query: (db) => db.selectFrom("stg_guides_sections").selectAll(),
});
