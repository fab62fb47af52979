import { sql } from "kysely";

import { currentAttempts } from "../../core/workbook/current_attempts.ts";
import { members } from "../../core/identity/members.ts";
import { verdicts } from "../../core/workbook/verdicts.ts";
import { defineModel } from "../../model.ts";

export const masterAttemptChanges = defineModel({
  name: "master_attempt_changes",
  description: "Each attempt beside the one before it, one row an answer and attempt.",
  from: [currentAttempts, verdicts, members],
  grain: ["answer_id", "attempt"],
  columns: {
    cohort_id: "VARCHAR",
    answer_id: "VARCHAR",
    attempt: "INTEGER",
    member_id: "VARCHAR",
    member_name: "VARCHAR",
    task_title: "VARCHAR",
    submitted_at: "TIMESTAMPTZ",
    text: "VARCHAR",
    previous_text: "VARCHAR?",
    verdict: "VARCHAR?",
    grade: "INTEGER?",
    verdict_at: "TIMESTAMPTZ?",
    comment: "VARCHAR?",
  },

  query: (db) =>
    db
      .selectFrom("current_attempts as a")
      .innerJoin("members as m", "m.member_id", "a.member_id")
      .leftJoin("verdicts as v", (join) =>
        join
          .onRef("v.attempt_id", "=", "a.attempt_id")
          .onRef("v.text_digest", "=", "a.text_digest"),
      )
      .select(["a.cohort_id", "answer_id", "attempt", "a.member_id", "m.name as member_name"])
      .select(["task_title", "submitted_at", "text"])
      .select(["verdict", "grade", "stated_at as verdict_at", "remark as comment"])
      .select(
        sql<string | null>`lag(text) over (partition by answer_id order by attempt)`.as(
          "previous_text",
        ),
      ),
});
