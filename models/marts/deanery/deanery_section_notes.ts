import { sql } from "kysely";

import { annotations } from "../../core/guides/annotations.ts";
import { defineModel } from "../../model.ts";
import { stgGuidesPages } from "../../staging/guides/stg_guides_pages.ts";

/** Where no guide's page is known: its row is there, too, so that the sum is all there is. */
const OUTSIDE = "";

const countOf = (condition: ReturnType<typeof sql<boolean>>) =>
  sql<bigint>`count(*) filter (where ${condition})`;

const isReply = sql<boolean>`root_id is not null`;
const isIn = (state: string) => sql<boolean>`state = ${sql.lit(state)}`;

export const deanerySectionNotes = defineModel({
  name: "deanery_section_notes",
  description: "Annotations of the guides and what became of their places, one row a section.",
  from: [annotations, stgGuidesPages],
  grain: ["section_id"],
  columns: {
    /** Empty for annotations of pages that are no guide's. */
    section_id: "VARCHAR",
    guide_title: "VARCHAR?",
    /** Null where the section is gone. */
    section_title: "VARCHAR?",
    language: "VARCHAR?",
    annotation_count: "BIGINT",
    reply_count: "BIGINT",
    member_count: "BIGINT",
    /** Of both: kept and moved ones stand here, orphans stood here once. */
    kept_count: "BIGINT",
    moved_count: "BIGINT",
    orphaned_count: "BIGINT",
    last_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .with("placed", (qb) =>
        qb
          .selectFrom("annotations")
          .select(["root_id", "state", "member_id", "created_at"])
          .select(
            sql<string>`coalesce(section_id, page_section_id, ${sql.lit(OUTSIDE)})`.as(
              "section_id",
            ),
          ),
      )
      .selectFrom("placed as a")
      // A section that is gone has its annotations still.
      .leftJoin("stg_guides_pages as p", "p.section_id", "a.section_id")
      .groupBy(["a.section_id", "guide_title", "section_title", "language"])
      .select(["a.section_id", "guide_title", "section_title", "language"])
      .select([
        countOf(sql<boolean>`not (${isReply})`).as("annotation_count"),
        countOf(isReply).as("reply_count"),
        sql<bigint>`count(distinct member_id)`.as("member_count"),
        countOf(isIn("kept")).as("kept_count"),
        countOf(isIn("moved")).as("moved_count"),
        countOf(isIn("orphaned")).as("orphaned_count"),
      ])
      .select((eb) => eb.fn.max("created_at").as("last_at")),

  checks: [
    {
      name: "every annotation that stands is counted once",
      blocking: true,
      failing: (db) =>
        db
          .selectFrom(
            sql<{ counted: bigint; standing: bigint }>`(
              select
                (select coalesce(sum(annotation_count + reply_count), 0) from deanery_section_notes)
                  as counted,
                (select count(*) from annotations) as standing
            )`.as("sums"),
          )
          .whereRef("counted", "<>", "standing")
          .selectAll(),
    },
  ],
});
