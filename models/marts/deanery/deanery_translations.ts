import { translations } from "../../core/guides/translations.ts";
import { defineModel } from "../../model.ts";
import { stgGuidesSections } from "../../staging/guides/stg_guides_sections.ts";

export const deaneryTranslations = defineModel({
  name: "deanery_translations",
  description: "How far translations of sections lag, one row a section and language.",
  from: [translations, stgGuidesSections],
  grain: ["section_id", "language"],
  columns: {
    section_id: "VARCHAR",
    language: "VARCHAR",
    guide_title: "VARCHAR",
    section_title: "VARCHAR",
    section_order: "BIGINT",
    /** `current`, `behind` or `missing`. */
    state: "VARCHAR",
    behind_word_count: "BIGINT",
    behind_day_count: "BIGINT?",
  },
  query: (db) =>
    db
      .selectFrom("translations as t")
      .innerJoin("stg_guides_sections as s", "s.section_id", "t.section_id")
      .select(["t.section_id", "language", "guide_title", "section_title", "section_order"])
      .select(["state", "behind_word_count", "behind_day_count"]),
});
