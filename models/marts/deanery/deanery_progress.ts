import { people } from "../../core/identity/people.ts";
import { sectionProgress } from "../../core/workbook/section_progress.ts";
import { defineModel } from "../../model.ts";

export const deaneryProgress = defineModel({
  name: "deanery_progress",
  description: "Map of progress, one row a trainee, cohort and section.",
  from: [sectionProgress, people],
  grain: ["member_id", "cohort_id", "section_id"],
  columns: {
    member_id: "VARCHAR",
    name: "VARCHAR",
    cohort_id: "VARCHAR",
    cohort_title: "VARCHAR",
    guide_id: "VARCHAR",
    guide_title: "VARCHAR",
    section_id: "VARCHAR",
    section_title: "VARCHAR",
    section_order: "BIGINT",
    /** `accepted`, `submitted`, `returned` or `not_started`. */
    status: "VARCHAR",
    updated_at: "TIMESTAMPTZ?",
  },
  query: (db) =>
    db
      .selectFrom("section_progress as s")
      .innerJoin("people", "people.member_id", "s.member_id")
      .select(["s.member_id", "name", "cohort_id", "cohort_title", "guide_id", "guide_title"])
      .select(["section_id", "section_title", "section_order", "status", "updated_at"]),
});
