import { sql } from "kysely";

import { defineModel } from "../../model.ts";
import { stgGuidesSectionTasks } from "../../staging/guides/stg_guides_section_tasks.ts";
import { stgNocodbTasks } from "../../staging/nocodb/stg_nocodb_tasks.ts";

/**
 * A name that fits several rows, and a task that is named with two sections or two complexities,
 * say nothing: which of them was meant is not for a machine to choose.
 */
export const guideTasks = defineModel({
  name: "guide_tasks",
  description: "Tasks that guides name and the workbook's rows they are, one row a name.",
  from: [stgGuidesSectionTasks, stgNocodbTasks],
  grain: ["section_id", "ordinal"],
  columns: {
    section_id: "VARCHAR",
    ordinal: "BIGINT",
    named: "VARCHAR",
    /** Millionths. */
    complexity: "BIGINT",
    /** `<table id>/<row id>`; null where it is not known which row is meant. */
    task: "VARCHAR?",
    /** `unknown`: there is no such row; `ambiguous`: see above. Null: it counts. */
    refusal: "VARCHAR?",
  },

  query: (db) =>
    db
      .with("rows", (qb) =>
        qb.selectFrom("stg_nocodb_tasks").select(["native_id", "table_title", "row as task"]),
      )
      .with("resolved", (qb) =>
        qb
          .selectFrom("stg_guides_section_tasks as g")
          .leftJoin("rows as r", (join) =>
            join.on(sql<boolean>`
              nfc_normalize(g.named) in (r.native_id, r.task, nfc_normalize(r.table_title) || '/' || r.native_id)
            `),
          )
          .groupBy(["g.section_id", "ordinal", "named", "complexity"])
          .select(["g.section_id", "ordinal", "named", "complexity"])
          .select((eb) => [
            eb.fn.count<bigint>("r.task").distinct().as("row_count"),
            eb.fn.min("r.task").as("first_task"),
          ]),
      )
      .with("meant", (qb) =>
        qb
          .selectFrom("resolved")
          .select(["section_id", "ordinal", "named", "complexity", "row_count"])
          .select(sql<string | null>`case when row_count = 1 then first_task end`.as("task")),
      )
      .with("said", (qb) =>
        qb
          .selectFrom("meant")
          .where("task", "is not", null)
          .groupBy("task")
          .select("task")
          .select(sql<bigint>`count(distinct (section_id, complexity))`.as("said_count")),
      )
      .selectFrom("meant as m")
      .leftJoin("said", "said.task", "m.task")
      .select(["m.section_id", "m.ordinal", "m.named", "m.complexity", "m.task"])
      .select(
        sql<string | null>`case
          when row_count = 0 then 'unknown'
          when row_count > 1 or said_count > 1 then 'ambiguous'
        end`.as("refusal"),
      ),
});
