import { code, nullable, place } from "../../expressions.ts";
import { defineModel, refRun } from "../../model.ts";
import { curatedTasks } from "./curated_tasks.ts";
import { guideTasks } from "./guide_tasks.ts";

/**
 * Nothing here comes from a cell of the workbook, which whoever may edit the base could set. A
 * task that is not here has complexity 1 and no section.
 */
export const taskCatalogue = defineModel({
  name: "task_catalogue",
  description: "Section and complexity of tasks, by a curator or a guide; one row a task.",
  from: [curatedTasks, guideTasks, refRun],
  grain: ["task"],
  columns: {
    /** `<table id>/<row id>`. */
    task: "VARCHAR",
    section_id: "VARCHAR?",
    /** Millionths. */
    complexity: "BIGINT",
    /** `curator`: the ledger says so, whatever the guide says; `guide`: a section's front matter. */
    source: "VARCHAR",
  },

  query: (db) =>
    db
      .with("counting", (qb) =>
        qb
          .selectFrom("curated_tasks")
          .innerJoin("ref_run", (join) => join.onRef("counts_from", "<=", "as_of_day"))
          .where("is_by_curator", "=", true)
          .select(["task", "section_id", "complexity"])
          .select((eb) =>
            place(eb, (over) =>
              over.partitionBy("task").orderBy("counts_from", "desc").orderBy("seq", "desc"),
            ).as("place"),
          ),
      )
      .with("curated", (qb) => qb.selectFrom("counting").where("place", "=", 1n).selectAll())
      .with("in_guides", (qb) =>
        qb
          .selectFrom("guide_tasks as g")
          .leftJoin("curated", "curated.task", "g.task")
          .where("g.refusal", "is", null)
          .where("curated.task", "is", null)
          // A section may name a task twice, and says the same.
          .distinct()
          .select((eb) => [
            eb.ref("g.task").$notNull().as("task"),
            nullable(eb.ref("g.section_id")).as("section_id"),
            "g.complexity",
          ]),
      )
      .selectFrom("curated")
      .select(["task", "section_id", "complexity", code("curator").as("source")])
      .unionAll((eb) =>
        eb
          .selectFrom("in_guides")
          .select(["task", "section_id", "complexity", code("guide").as("source")]),
      ),
});
