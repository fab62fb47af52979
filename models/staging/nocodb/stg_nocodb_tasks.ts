import { micro, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";
import { rowId, rowIdentity, rowReference } from "./row-fields.ts";

export const stgNocodbTasks = stage({
  name: "stg_nocodb_tasks",
  description: "Tasks of the workbook, one row a task.",
  stream: "nocodb_records",
  only: { path: "$.table", is: "Tasks" },
  grain: ["task_id"],
  fields: {
    task_id: rowIdentity,
    /** By which the catalogue names it. */
    row: rowReference,
    row_id: rowId,
    table_id: text("$.table_id"),
    table_title: text("$.table"),
    title: text("$.fields.Title"),
    section_id: text("$.fields.Section"),
    complexity: micro("$.fields.Complexity"),
    /** Null: a task of every cohort that goes through the guide. */
    cohort_id: textOrNull("$.fields.Stream"),
  },
});
