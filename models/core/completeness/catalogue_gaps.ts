import { sql } from "kysely";

import { defineModel, refRun } from "../../model.ts";
import { stgGuidesSections } from "../../staging/guides/stg_guides_sections.ts";
import { stgNocodbCohorts } from "../../staging/nocodb/stg_nocodb_cohorts.ts";
import { stgNocodbTasks } from "../../staging/nocodb/stg_nocodb_tasks.ts";
import { curatedTasks } from "../workbook/curated_tasks.ts";
import { guideTasks } from "../workbook/guide_tasks.ts";
import { taskCatalogue } from "../workbook/task_catalogue.ts";

/** A name typed by hand, in whichever form of Unicode. */
const isUnknown = (column: string, among: string) =>
  sql<boolean>`coalesce(nfc_normalize(${sql.ref(column)}), '') <> '' and
    nfc_normalize(${sql.ref(column)}) not in (select ${sql.ref(among)} from stg_guides_sections)`;

/** What workbook, guides and catalogue say of each other that does not meet. */
export const catalogueGaps = defineModel({
  name: "catalogue_gaps",
  description: "Tasks, sections and guides that are named and not known, one row a record.",
  from: [
    stgNocodbTasks,
    stgNocodbCohorts,
    stgGuidesSections,
    guideTasks,
    curatedTasks,
    taskCatalogue,
    refRun,
  ],
  grain: ["stream", "key"],
  columns: {
    stream: "VARCHAR",
    key: "VARCHAR",
    /** `unknown …` names the field; else a code that the pages have words for. */
    reason: "VARCHAR",
    seen_at: "TIMESTAMPTZ",
  },

  query: (db) =>
    db
      .selectFrom(
        sql<{ stream: string; key: string; reason: string; urgency: number }>`(
          select 'nocodb_records' as stream, cast(json_array('tasks', "row") as VARCHAR) as key,
            'unknown tasks.section' as reason, 1 as urgency
          from stg_nocodb_tasks where ${isUnknown("proposed_section_id", "section_id")}
          union all
          select 'nocodb_records', cast(json_array('tasks', "row") as VARCHAR),
            'task_uncatalogued', 2
          from stg_nocodb_tasks where "row" not in (select task from task_catalogue)
          union all
          select 'nocodb_records', cast(json_array('cohorts', cohort_id) as VARCHAR),
            'unknown cohorts.guide', 1
          from stg_nocodb_cohorts where ${isUnknown("stg_nocodb_cohorts.guide_id", "guide_id")}
          union all
          select 'guides_sections', cast(json_array(section_id) as VARCHAR),
            case refusal when 'unknown' then 'unknown tasks.task' else 'task_ambiguous' end, 1
          from guide_tasks where refusal is not null
          union all
          select 'ledger_events', cast(json_array(seq) as VARCHAR),
            'catalogued_by_no_curator', 1
          from curated_tasks where not is_by_curator
          union all
          select 'ledger_events', cast(json_array(task) as VARCHAR),
            'catalogued_section_unknown', 1
          from task_catalogue
          where source = 'curator' and ${isUnknown("task_catalogue.section_id", "section_id")}
        )`.as("gaps"),
      )
      .crossJoin("ref_run")
      .groupBy(["stream", "key", "as_of_day"])
      .select(["stream", "key", "as_of_day as seen_at"])
      // One reason is enough to look the record up: the one that says more.
      // Total order: the reason is part of what is compared.
      .select(sql<string>`min_by(reason, (urgency, reason))`.as("reason")),
});
