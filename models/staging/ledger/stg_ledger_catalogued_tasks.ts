import { bigint, instant, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerCataloguedTasks = stage({
  name: "stg_ledger_catalogued_tasks",
  description: "What curators said of a task's section and complexity, one row a statement.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "task_catalogued" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    /** `<table id>/<row id>`. */
    task: text("$.payload.task"),
    section_id: textOrNull("$.payload.section_id"),
    /** Millionths. */
    complexity: bigint("$.payload.complexity"),
    account_key: text("$.payload.account"),
    said_at: instant("$.at"),
    valid_from: instant("$.payload.valid_from"),
  },
});
