import type { Mutant } from "../mutant.ts";

/** Points, and the formula that makes them. */
export const scoresMutants: readonly Mutant[] = [
  {
    change: "treat a missing verdict as 1",
    file: "models/scores/formula/factors.ts",
    find: "if (by.verdict === null) return prior;",
    replace: "if (by.verdict === null) return 1;",
    check: ["models/scores/formula/factors.test.ts", "models/scores/contribution_scores.test.ts"],
  },
];
