import { loose, microOrNull, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";
import { nativeId, rowId, rowIdentity, rowReference } from "./row-fields.ts";

/** What a task is worth and which section it is of stand in `task_catalogue`, not in its cells. */
export const stgNocodbTasks = stage({
  name: "stg_nocodb_tasks",
  description: "Tasks of the workbook, one row a task.",
  stream: "nocodb_records",
  only: { path: "$.role", is: "tasks" },
  grain: ["task_id"],
  fields: {
    task_id: rowIdentity,
    /** By which the catalogue names it. */
    row: rowReference,
    row_id: rowId,
    native_id: nativeId,
    table_id: text("$.table_id"),
    table_title: text("$.table"),
    title: text("$.as.title"),
    /** What the cells say is shown to the curator, and counts for nothing. */
    proposed_section_id: loose(textOrNull("$.as.section")),
    proposed_complexity: loose(microOrNull("$.as.complexity")),
    /** Null: a task of every cohort that goes through the guide. */
    cohort_id: textOrNull("$.as.cohort_id"),
  },
});
