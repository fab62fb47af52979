import type { Mutant } from "../mutant.ts";

/** Answers and masters' verdicts on them. */
export const workbookMutants: readonly Mutant[] = [
  {
    change: "accept a verdict by a non-master",
    file: "models/core/workbook/verdict_changes.ts",
    find: "when not is_master then 'not_a_master'",
    replace: "",
    check: ["models/core/workbook/verdicts.test.ts"],
  },
  {
    change: "accept a verdict on one's own answer",
    file: "models/core/workbook/verdict_changes.ts",
    find: "when is_author then 'by_author'",
    replace: "",
    check: ["models/core/workbook/verdicts.test.ts"],
  },
];
