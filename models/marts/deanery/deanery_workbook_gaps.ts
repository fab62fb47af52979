import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgNocodbTables } from "../../staging/nocodb/stg_nocodb_tables.ts";

const named = (field: string) => sql<string | null>`gap->>${sql.lit(field)}`;

/** A base whose mapping lacks something is not read where it does: silence would look like zeros. */
export const deaneryWorkbookGaps = defineModel({
  name: "deanery_workbook_gaps",
  description: "What the mapping of the workbooks lacks, one row a gap.",
  from: [stgNocodbTables],
  grain: ["ordinal"],
  columns: {
    ordinal: "BIGINT",
    /** Which kind of gap: `sources/nocodb/mapping/gaps.ts` lists them. */
    code: "VARCHAR",
    role: "VARCHAR",
    table_title: "VARCHAR?",
    field: "VARCHAR?",
    /** What the configuration calls the table or the column. */
    named: "VARCHAR?",
  },

  query: (db) =>
    db
      .with("listed", (qb) =>
        qb
          .selectFrom("stg_nocodb_tables")
          .where("gaps", "is not", null)
          .select(["table_id", sql`unnest(json_extract(gaps, '$[*]'))`.as("gap")])
          .select(sql<bigint>`generate_subscripts(json_extract(gaps, '$[*]'), 1)`.as("place")),
      )
      .selectFrom("listed")
      .select([
        // Gaps of the whole first: its record has an id that sorts among those of tables.
        sql<bigint>`row_number() over (order by gap->>'table' is not null, table_id, place)`.as(
          "ordinal",
        ),
        sql<string>`gap->>'code'`.as("code"),
        sql<string>`gap->>'role'`.as("role"),
        named("table").as("table_title"),
        named("field").as("field"),
        named("named").as("named"),
      ]),
});
