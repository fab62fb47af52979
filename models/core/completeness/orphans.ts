import { sql } from "kysely";

import { code } from "../../expressions.ts";
import { defineModel, refRun } from "../../model.ts";
import { stgNocodbAnswers } from "../../staging/nocodb/stg_nocodb_answers.ts";
import { stgNocodbAttempts } from "../../staging/nocodb/stg_nocodb_attempts.ts";
import { stgNocodbEnrolments } from "../../staging/nocodb/stg_nocodb_enrolments.ts";
import { stgNocodbCohorts } from "../../staging/nocodb/stg_nocodb_cohorts.ts";
import { stgNocodbReviews } from "../../staging/nocodb/stg_nocodb_reviews.ts";
import { stgNocodbTasks } from "../../staging/nocodb/stg_nocodb_tasks.ts";

/** A record of a workbook and the record of another table that it names. */
const REFERENCES = [
  {
    role: "attempts",
    from: stgNocodbAttempts,
    by: "answer",
    field: "answer",
    to: stgNocodbAnswers,
    key: "row_id",
  },
  {
    role: "answers",
    from: stgNocodbAnswers,
    by: "task",
    field: "task",
    to: stgNocodbTasks,
    key: "row_id",
  },
  {
    role: "answers",
    from: stgNocodbAnswers,
    by: "cohort_id",
    field: "cohort",
    to: stgNocodbCohorts,
    key: "cohort_id",
  },
  {
    role: "enrolments",
    from: stgNocodbEnrolments,
    by: "cohort_id",
    field: "cohort",
    to: stgNocodbCohorts,
    key: "cohort_id",
  },
  {
    role: "reviews",
    from: stgNocodbReviews,
    by: "attempt",
    field: "attempt",
    to: stgNocodbAttempts,
    key: "row_id",
  },
] as const;

function orphansOf({ role, from, by, field, to, key }: (typeof REFERENCES)[number]) {
  return sql`
    select cast(json_array(${sql.lit(role)}, "row") as VARCHAR) as key,
      ${sql.lit(`unknown ${role}.${field}`)} as reason
    from ${sql.table(from.name)}
    where ${sql.ref(by)} not in (select ${sql.ref(key)} from ${sql.table(to.name)})`;
}

/** A workbook lets one type any number: what points nowhere belongs to nobody's work. */
export const orphans = defineModel({
  name: "orphans",
  description: "Workbook records that name a record which is not there, one row a record.",
  from: [
    stgNocodbAttempts,
    stgNocodbAnswers,
    stgNocodbTasks,
    stgNocodbCohorts,
    stgNocodbEnrolments,
    stgNocodbReviews,
    refRun,
  ],
  grain: ["key"],
  columns: {
    stream: "VARCHAR",
    key: "VARCHAR",
    reason: "VARCHAR",
    seen_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .selectFrom(
        sql<{ key: string; reason: string }>`(
          ${sql.join(
            REFERENCES.map((reference) => orphansOf(reference)),
            sql` union all `,
          )}
        )`.as("lost"),
      )
      .crossJoin("ref_run")
      .groupBy(["key", "as_of_day"])
      .select([code("nocodb_records").as("stream"), "key", "as_of_day as seen_at"])
      // One reason is enough to look the record up.
      .select((eb) => eb.fn.min("reason").as("reason")),
});
