import { text } from "../fields.ts";
import { stageVersions } from "../stage.ts";
import { rowIdentity } from "./row-fields.ts";

export const stgNocodbTaskVersions = stageVersions({
  name: "stg_nocodb_task_versions",
  description: "Every title of a task that was seen, one row a task and version.",
  stream: "nocodb_records",
  only: { path: "$.role", is: "tasks" },
  grain: ["task_id"],
  fields: { task_id: rowIdentity, title: text("$.as.title") },
});
