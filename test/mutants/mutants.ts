import type { Mutant } from "./mutant.ts";

export const mutants: readonly Mutant[] = [
  {
    change: "import warehouse/ from sources/",
    file: "sources/source.ts",
    find: null,
    replace: 'import type {} from "../warehouse/ledger/plan.ts";',
    check: "lint",
  },
];
