import { bigint, instant, integerOrNull, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgLedgerVerdicts = stage({
  name: "stg_ledger_verdicts",
  description: "What people said of a text of an attempt, one row a statement.",
  stream: "ledger_events",
  only: { path: "$.kind", is: "verdict_stated" },
  grain: ["seq"],
  fields: {
    seq: bigint("$.seq"),
    verdict_id: text("$.payload.verdict_id"),
    attempt_id: text("$.payload.attempt_id"),
    /** SHA-256 of the text as UTF-8, in hex. */
    text_digest: text("$.payload.text_digest"),
    account_key: text("$.payload.account"),
    verdict: text("$.payload.verdict", { oneOf: ["accepted", "returned", "withdrawn"] }),
    grade: integerOrNull("$.payload.grade", { oneOf: [1, 2, 3, 4, 5] }),
    remark: textOrNull("$.payload.remark"),
    task_id: text("$.payload.task_id"),
    cohort_id: text("$.payload.cohort_id"),
    section_id: textOrNull("$.payload.section_id"),
    /** In millionths. */
    complexity: bigint("$.payload.complexity"),
    stated_at: instant("$.payload.stated_at"),
    way: text("$.payload.way"),
  },
});
