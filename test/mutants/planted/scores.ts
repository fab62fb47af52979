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
  {
    change: "make the points of every month by the newest formula",
    file: "models/scores/formula/turns.ts",
    find: "inOrder.findLast(({ from_period }) => from_period <= period)",
    replace: "inOrder.at(-1)",
    check: ["models/scores/formula/turns.test.ts", "models/scores/formulas_in_force.test.ts"],
  },
  {
    change: "make points by a formula whose file was edited after it was activated",
    file: "models/scores/formula/turns.ts",
    find: "if (found !== digest) {",
    replace: 'if (found === "") {',
    check: ["models/scores/formulas_in_force.test.ts"],
  },
  {
    change: "put the configuration's formula in force for all months in a ledger that has one",
    file: "app/community/seed-ledger.ts",
    find: "if (first === undefined) await ledger",
    replace: "await ledger",
    check: ["app/community/seed-ledger.test.ts"],
  },
];
