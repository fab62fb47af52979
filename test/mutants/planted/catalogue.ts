import type { Mutant } from "../mutant.ts";

const CATALOGUE = ["models/core/workbook/task_catalogue.test.ts"];

/** What a task is worth, and who may say so. */
export const catalogueMutants: readonly Mutant[] = [
  {
    change: "believe anybody about a task's complexity",
    file: "models/core/workbook/task_catalogue.ts",
    find: '.where("is_by_curator", "=", true)',
    replace: "",
    check: CATALOGUE,
  },
  {
    change: "let a curator's word change the month it was said in",
    file: "models/core/workbook/curated_tasks.ts",
    find: 'eb.fn<Date>("greatest", [eb.ref("s.valid_from"), next])',
    replace: 'eb.ref("s.valid_from")',
    check: CATALOGUE,
  },
  {
    change: "let a curator's word count before its month",
    file: "models/core/workbook/task_catalogue.ts",
    find: 'join.onRef("counts_from", "<=", "as_of_day")',
    replace: "join.onTrue()",
    check: CATALOGUE,
  },
  {
    change: "choose between two complexities that guides give a task",
    file: "models/core/workbook/guide_tasks.ts",
    find: "row_count > 1 or said_count > 1",
    replace: "row_count > 1",
    check: CATALOGUE,
  },
  {
    change: "let the guide win over the curator",
    file: "models/core/workbook/task_catalogue.ts",
    find: '.where("curated.task", "is", null)',
    replace: "",
    check: CATALOGUE,
  },
  {
    change: "delete what a sweep could not look for",
    file: "warehouse/duckdb/load-sweep.ts",
    find: "and not ${couldNotBeSeen(manifest.unjudged ?? [])}",
    replace: "",
    check: ["warehouse/duckdb/load.test.ts"],
  },
  {
    change: "spare what only begins like what a sweep could not look at",
    file: "warehouse/duckdb/load-sweep.ts",
    find: "if (isWhole === true) return",
    replace: "if (isWhole === undefined && prefix === null) return",
    check: ["warehouse/duckdb/load.test.ts"],
  },
];
