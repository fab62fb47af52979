import { sql } from "kysely";

import { members } from "../../core/identity/members.ts";
import { attemptVersions } from "../../core/workbook/attempt_versions.ts";
import { currentAttempts } from "../../core/workbook/current_attempts.ts";
import { verdicts } from "../../core/workbook/verdicts.ts";
import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

/** Also of texts that were edited since, and of rows that are gone: what was said stays said. */
export const masterVerdicts = defineModel({
  name: "master_verdicts",
  description: "Texts that masters have judged, and how; one row an attempt and text.",
  from: [verdicts, attemptVersions, currentAttempts, members],
  grain: ["attempt_id", "text_digest"],
  columns: {
    attempt_id: "VARCHAR",
    text_digest: "VARCHAR",
    /** Cohort, task, section and complexity are those at the verdict. */
    cohort_id: "VARCHAR",
    task_id: "VARCHAR",
    section_id: "VARCHAR?",
    complexity: "BIGINT",
    member_id: "VARCHAR",
    member_name: "VARCHAR",
    text: "VARCHAR",
    submitted_at: "TIMESTAMPTZ",
    /** These five as the row stands now; null where it is gone. */
    answer_id: "VARCHAR?",
    answer_member_id: "VARCHAR?",
    attempt: "INTEGER?",
    task_title: "VARCHAR?",
    section_title: "VARCHAR?",
    /** False: the text was edited since, or its row is gone. */
    is_current: "BOOLEAN",
    verdict: "VARCHAR",
    grade: "INTEGER?",
    remark: "VARCHAR?",
    by_member_id: "VARCHAR",
    by_name: "VARCHAR",
    stated_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .with("texts_seen", (qb) =>
        qb
          .selectFrom("attempt_versions")
          .select(["attempt_id", "text_digest", "text", "member_id", "submitted_at"])
          .select((eb) =>
            place(eb, (over) =>
              over.partitionBy(["attempt_id", "text_digest"]).orderBy("ordinal"),
            ).as("place"),
          ),
      )
      .selectFrom("verdicts as v")
      .innerJoin("texts_seen as t", (join) =>
        join
          .onRef("t.attempt_id", "=", "v.attempt_id")
          .onRef("t.text_digest", "=", "v.text_digest")
          .on("t.place", "=", 1n),
      )
      .innerJoin("members as m", "m.member_id", "t.member_id")
      .innerJoin("members as by", "by.member_id", "v.by_member_id")
      .leftJoin("current_attempts as a", "a.attempt_id", "v.attempt_id")
      .select(["v.attempt_id", "v.text_digest", "v.cohort_id", "v.task_id", "v.section_id"])
      .select(["v.complexity", "t.member_id", "m.name as member_name", "t.submitted_at"])
      .select(["a.answer_id", "a.answer_member_id", "a.attempt", "a.task_title", "a.section_title"])
      .select(["v.verdict", "v.grade", "v.remark", "v.by_member_id", "by.name as by_name"])
      .select((eb) => [
        "v.stated_at",
        eb.ref("t.text").$notNull().as("text"),
        sql<boolean>`a.text_digest is not distinct from v.text_digest`.as("is_current"),
      ]),
});
