import type { Mutant } from "../mutant.ts";

/** Which folder may import which. */
export const layoutMutants: readonly Mutant[] = [
  {
    change: "import warehouse/ from sources/",
    file: "sources/source.ts",
    find: null,
    replace: 'import type {} from "../warehouse/ledger/plan.ts";',
    check: "lint",
  },
];
