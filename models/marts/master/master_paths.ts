import { sql } from "kysely";

import { attemptTexts } from "../../core/workbook/attempt_texts.ts";
import { feedback } from "../../core/workbook/feedback.ts";
import { tries } from "../../core/workbook/tries.ts";
import { members } from "../../core/identity/members.ts";
import { none, nullable } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

/** Every text that was judged with what was said of it, and the texts that wait for a word. */
export const masterPaths = defineModel({
  name: "master_paths",
  description: "A trainee's way through all attempts, one row an attempt and text.",
  from: [tries, attemptTexts, feedback, members],
  grain: ["attempt_id", "text_digest"],
  columns: {
    attempt_id: "VARCHAR",
    text_digest: "VARCHAR",
    cohort_id: "VARCHAR",
    cohort_title: "VARCHAR",
    member_id: "VARCHAR",
    member_name: "VARCHAR",
    task_id: "VARCHAR",
    task_title: "VARCHAR",
    section_title: "VARCHAR",
    number: "BIGINT",
    shown_at: "TIMESTAMPTZ",
    text: "VARCHAR",
    /** `waiting`, `returned` or `accepted`. */
    state: "VARCHAR",
    grade: "INTEGER?",
    remark: "VARCHAR?",
    given_at: "TIMESTAMPTZ?",
    minutes: "BIGINT?",
  },

  query: (db) =>
    db
      .with("steps", (qb) =>
        qb
          .selectFrom("feedback")
          .select(["attempt_id", "text_digest", "shown_at", "text", "verdict as state"])
          .select(["grade", "remark"])
          .select((eb) => [
            nullable(eb.ref("given_at")).as("given_at"),
            nullable(eb.ref("minutes")).as("minutes"),
          ])
          .unionAll(
            qb
              .selectFrom("tries as w")
              .innerJoin("attempt_texts as x", (join) =>
                join
                  .onRef("x.attempt_id", "=", "w.attempt_id")
                  .on((eb) => eb("x.text_digest", "=", sql<string>`sha256(w.text)`)),
              )
              .where("status", "=", "waiting")
              .select(["w.attempt_id", "x.text_digest", "x.shown_at", "x.text"])
              .select("status as state")
              .select([none.integer.as("grade"), none.text.as("remark")])
              .select([none.instant.as("given_at"), none.bigint.as("minutes")]),
          ),
      )
      .selectFrom("steps as s")
      .innerJoin("tries as t", "t.attempt_id", "s.attempt_id")
      .innerJoin("members as m", "m.member_id", "t.member_id")
      .select([
        "s.attempt_id",
        "s.text_digest",
        "cohort_id",
        "cohort_title",
        "t.member_id",
        "m.name as member_name",
      ])
      .select(["task_id", "task_title", "section_title", "number", "shown_at", "s.text", "state"])
      .select(["grade", "remark", "given_at", "minutes"]),
});
