import { code, derivedId, none, nullable, orElse, place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";
import { stgGuidesSections } from "../../staging/guides/stg_guides_sections.ts";
import { stgNocodbTaskVersions } from "../../staging/nocodb/stg_nocodb_task_versions.ts";
import { attemptVersions } from "./attempt_versions.ts";
import { currentAttempts } from "./current_attempts.ts";
import { verdicts } from "./verdicts.ts";

/**
 * An accepted attempt is what it was when a master accepted it: its text, task, cohort, section and
 * complexity, whatever anybody does to its row, answer or task since. Of several texts that were
 * accepted the first counts, and no later one ever adds to it.
 */
export const attempts = defineModel({
  name: "attempts",
  description: "Attempts as they count: as accepted, or as their row stands; one row an attempt.",
  from: [attemptVersions, currentAttempts, verdicts, stgNocodbTaskVersions, stgGuidesSections],
  grain: ["attempt_id"],
  noted: ["contribution_id"],
  columns: {
    attempt_id: "VARCHAR",
    contribution_id: "VARCHAR",
    /** Of whoever wrote the attempt. */
    member_id: "VARCHAR",
    account_key: "VARCHAR",
    /** `waiting` for a word on its text, `returned` or `accepted`. */
    status: "VARCHAR",
    grade: "INTEGER?",
    cohort_id: "VARCHAR",
    task_id: "VARCHAR",
    task_title: "VARCHAR",
    section_id: "VARCHAR?",
    section_title: "VARCHAR?",
    complexity: "BIGINT",
    text: "VARCHAR",
    submitted_at: "TIMESTAMPTZ",
    /** When a master accepted it, and so the month it is paid in; null where none did. */
    accepted_at: "TIMESTAMPTZ?",
  },

  query: (db) =>
    db
      .with("accepted_texts", (qb) =>
        qb
          .selectFrom("verdicts")
          .where("verdict", "=", "accepted")
          .select(["attempt_id", "text_digest", "grade", "accepted_at"])
          .select(["task_id", "cohort_id", "section_id", "complexity"])
          .select((eb) =>
            place(eb, (over) =>
              over
                .partitionBy("attempt_id")
                .orderBy("accepted_at")
                .orderBy("seq")
                .orderBy("text_digest"),
            ).as("place"),
          ),
      )
      .with("accepted", (qb) => qb.selectFrom("accepted_texts").where("place", "=", 1n).selectAll())
      .with("texts_seen", (qb) =>
        qb
          .selectFrom("attempt_versions")
          .where("text_digest", "is not", null)
          .select(["attempt_id", "text_digest", "text", "member_id", "account_key"])
          .select("submitted_at")
          .select((eb) =>
            place(eb, (over) =>
              over.partitionBy(["attempt_id", "text_digest"]).orderBy("ordinal"),
            ).as("place"),
          ),
      )
      // A task may be renamed or deleted: the last title that was seen.
      .with("titles_seen", (qb) =>
        qb
          .selectFrom("stg_nocodb_task_versions")
          .select(["task_id", "title"])
          .select((eb) =>
            place(eb, (over) => over.partitionBy("task_id").orderBy("ordinal", "desc")).as("place"),
          ),
      )
      .with("titles", (qb) => qb.selectFrom("titles_seen").where("place", "=", 1n).selectAll())
      .with("all_attempts", (qb) =>
        qb
          .selectFrom("accepted as a")
          .innerJoin("texts_seen as t", (join) =>
            join
              .onRef("t.attempt_id", "=", "a.attempt_id")
              .onRef("t.text_digest", "=", "a.text_digest")
              .on("t.place", "=", 1n),
          )
          .leftJoin("titles", "titles.task_id", "a.task_id")
          .leftJoin("stg_guides_sections as s", "s.section_id", "a.section_id")
          .select(["a.attempt_id", "member_id", "account_key", code("accepted").as("status")])
          .select(["grade", "cohort_id", "a.task_id"])
          .select((eb) =>
            eb.fn.coalesce("titles.title", "section_title", "a.task_id").as("task_title"),
          )
          .select(["a.section_id", "section_title", "complexity"])
          .select((eb) => eb.ref("t.text").$notNull().as("text"))
          .select(["submitted_at", "accepted_at"])
          .unionAll(
            qb
              .selectFrom("current_attempts as c")
              .where("c.attempt_id", "not in", (sub) =>
                sub.selectFrom("accepted").select("attempt_id"),
              )
              .leftJoin("verdicts as v", (join) =>
                join
                  .onRef("v.attempt_id", "=", "c.attempt_id")
                  .onRef("v.text_digest", "=", "c.text_digest"),
              )
              .select(["c.attempt_id", "member_id", "account_key"])
              .select((eb) => orElse(eb.ref("verdict"), "waiting").as("status"))
              .select(["grade", "c.cohort_id", "c.task_id", "task_title"])
              .select((eb) => [
                "c.section_id",
                nullable(eb.ref("section_title")).as("section_title"),
              ])
              .select(["c.complexity", "text", "submitted_at", none.instant.as("accepted_at")]),
          ),
      )
      .selectFrom("all_attempts")
      .selectAll()
      .select((eb) => derivedId("c_", code("attempt"), eb.ref("attempt_id")).as("contribution_id")),

  checks: [
    {
      name: "an attempt is accepted by a master's word, and by nothing else",
      blocking: true,
      failing: (db) =>
        db
          .selectFrom("attempts")
          .where("status", "=", "accepted")
          .where("attempt_id", "not in", (sub) =>
            sub.selectFrom("verdicts").where("verdict", "=", "accepted").select("attempt_id"),
          )
          .select("attempt_id"),
    },
    {
      name: "no accepted attempt was lost",
      blocking: true,
      failing: (db) =>
        db
          .selectFrom("verdicts")
          .where("verdict", "=", "accepted")
          .select("attempt_id")
          .except(db.selectFrom("attempts").where("status", "=", "accepted").select("attempt_id")),
    },
  ],
});
