import { sql } from "kysely";

import { sectionProgress } from "../../core/workbook/section_progress.ts";
import { place } from "../../expressions.ts";
import { defineModel } from "../../model.ts";

const furthest = sql`array_position(
  ['accepted', 'submitted', 'returned', 'not_started'], status)`;

export const myProgress = defineModel({
  name: "my_progress",
  description: "How far a trainee is, one row a member and section.",
  from: [sectionProgress],
  grain: ["member_id", "section_id"],
  columns: {
    member_id: "VARCHAR",
    guide_title: "VARCHAR",
    section_id: "VARCHAR",
    section_title: "VARCHAR",
    section_order: "BIGINT",
    status: "VARCHAR",
  },
  query: (db) =>
    db
      .with("ranked", (qb) =>
        qb
          .selectFrom("section_progress")
          .select(["member_id", "guide_title", "section_id", "section_title", "section_order"])
          .select("status")
          // One guide studied in two cohorts: where the trainee came further.
          .select((eb) =>
            place(eb, (over) =>
              over.partitionBy(["member_id", "section_id"]).orderBy(furthest).orderBy("cohort_id"),
            ).as("place"),
          ),
      )
      .selectFrom("ranked")
      .where("place", "=", 1n)
      .select(["member_id", "guide_title", "section_id", "section_title", "section_order"])
      .select("status"),
});
