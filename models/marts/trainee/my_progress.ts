import { sql } from "kysely";

import { sectionProgress } from "../../core/workbook/section_progress.ts";
import { defineModel } from "../../model.ts";

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
          .select([
            "status",
            // One guide studied in two cohorts: where the trainee came further.
            sql<bigint>`row_number() over (
              partition by member_id, section_id
              order by array_position(['accepted', 'submitted', 'returned', 'not_started'], status),
                cohort_id
            )`.as("place"),
          ]),
      )
      .selectFrom("ranked")
      .where("place", "=", sql<bigint>`1`)
      .select(["member_id", "guide_title", "section_id", "section_title", "section_order"])
      .select("status"),
});
