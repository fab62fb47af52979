import { defineModel } from "../../model.ts";
import { taskCatalogue } from "../../core/workbook/task_catalogue.ts";
import { stgGuidesSections } from "../../staging/guides/stg_guides_sections.ts";
import { stgNocodbTasks } from "../../staging/nocodb/stg_nocodb_tasks.ts";

export const deaneryCatalogue = defineModel({
  name: "deanery_catalogue",
  description: "What each task of the workbook counts as, and by whose word; one row a task.",
  from: [stgNocodbTasks, taskCatalogue, stgGuidesSections],
  grain: ["task"],
  columns: {
    /** `<table id>/<row id>`. */
    task: "VARCHAR",
    table_title: "VARCHAR",
    task_title: "VARCHAR",
    section_id: "VARCHAR?",
    section_title: "VARCHAR?",
    /** Millionths; null where nobody catalogued the task, and it is 1. */
    complexity: "BIGINT?",
    /** `curator` or `guide`; null where nobody catalogued the task. */
    source: "VARCHAR?",
    /** What the workbook's own cells say: a proposal, which counts for nothing. */
    proposed_section_id: "VARCHAR?",
    proposed_complexity: "BIGINT?",
  },

  query: (db) =>
    db
      .selectFrom("stg_nocodb_tasks as t")
      .leftJoin("task_catalogue as c", "c.task", "t.row")
      .leftJoin("stg_guides_sections as s", "s.section_id", "c.section_id")
      .select(["t.row as task", "table_title", "title as task_title"])
      .select(["c.section_id", "section_title", "c.complexity", "source"])
      .select(["proposed_section_id", "proposed_complexity"]),
});
