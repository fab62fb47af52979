import { sql } from "kysely";

import { defineModel, rawCurrent } from "../../model.ts";
import { stgGuidesSections } from "./stg_guides_sections.ts";

/**
 * A task stands in a section's front matter as the id of its row, alone or after the title or id
 * of its table and a slash. Without a complexity it is 1.
 */
export const stgGuidesSectionTasks = defineModel({
  name: "stg_guides_section_tasks",
  description: "Tasks that a section's front matter names, one row a section and place.",
  from: [stgGuidesSections, rawCurrent("guides_sections")],
  grain: ["section_id", "ordinal"],
  columns: {
    section_id: "VARCHAR",
    /** 1, 2, … as they are written. */
    ordinal: "BIGINT",
    /** As it is written. */
    named: "VARCHAR",
    /** Millionths. */
    complexity: "BIGINT",
  },
  query: (db) =>
    db
      .selectFrom("stg_guides_sections as s")
      .innerJoin(
        sql<{ section_id: string; named: string; complexity: bigint; ordinal: bigint }>`(
          select section_id, ordinal, (item->>'$.task') as named,
            -- The connector took no complexity that could not be read.
            cast(cast(coalesce(item->>'$.complexity', '1') as DECIMAL(18,6)) * 1000000 as BIGINT)
              as complexity
          from (
            select (payload->>'$.section_id') as section_id,
              unnest(json_extract(payload, '$.tasks[*]')) as item,
              generate_subscripts(json_extract(payload, '$.tasks[*]'), 1) as ordinal
            from raw_guides_sections_current
            where not is_deleted and payload is not null
          )
        )`.as("t"),
        "t.section_id",
        "s.section_id",
      )
      .select(["s.section_id", "ordinal", "named", "complexity"]),
});
