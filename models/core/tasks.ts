import { defineModel } from "../model.ts";
import { stgNocodbTasks } from "../staging/stg_nocodb_tasks.ts";

export const tasks = defineModel({
  name: "tasks",
  description: "Tasks of the workbook, one row a task; complexity in 10⁻⁶.",
  kind: "view",
  from: [stgNocodbTasks],
  grain: ["task_id"],
  columns: stgNocodbTasks.columns,
  query: (db) => db.selectFrom("stg_nocodb_tasks").selectAll(),
});
