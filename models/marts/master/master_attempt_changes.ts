import { sql } from "kysely";

import { attempts } from "../../core/workbook/attempts.ts";
import { members } from "../../core/identity/members.ts";
import { verdicts } from "../../core/workbook/verdicts.ts";
import { defineModel } from "../../model.ts";

export const masterAttemptChanges = defineModel({
  name: "master_attempt_changes",
  description: "Each attempt beside the one before it, one row an answer and attempt.",
  from: [attempts, verdicts, members],
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
      .selectFrom("attempts as a")
      .innerJoin("members as m", "m.member_id", "a.member_id")
      .leftJoin("verdicts as v", "v.attempt_id", "a.attempt_id")
      .select(["cohort_id", "answer_id", "attempt", "a.member_id", "m.name as member_name"])
      .select(["task_title", "submitted_at", "text"])
      .select(["verdict", "grade", "given_at as verdict_at", "comment"])
      .select(
        sql<string | null>`lag(text) over (partition by answer_id order by attempt)`.as(
          "previous_text",
        ),
      ),
});
