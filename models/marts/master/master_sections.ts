import { answerStates } from "../../core/workbook/answer_states.ts";
import { stgGuidesSections } from "../../staging/guides/stg_guides_sections.ts";
import { defineModel } from "../../model.ts";

export const masterSections = defineModel({
  name: "master_sections",
  description: "Sections that a cohort's answers are about, with their text, one row a section.",
  from: [answerStates, stgGuidesSections],
  grain: ["cohort_id", "section_id"],
  columns: {
    cohort_id: "VARCHAR",
    section_id: "VARCHAR",
    section_title: "VARCHAR",
    guide_title: "VARCHAR",
    /** Markdown, as its author wrote it. */
    text: "VARCHAR",
  },

  query: (db) =>
    db
      .selectFrom("answer_states as a")
      .innerJoin("stg_guides_sections as s", "s.section_id", "a.section_id")
      .select(["a.cohort_id", "s.section_id", "s.section_title", "s.guide_title", "s.body as text"])
      .distinct(),
});
