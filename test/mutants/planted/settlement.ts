import type { Mutant } from "../mutant.ts";

const SETTLING = ["activities/settlement/finality.test.ts", "activities/settlement/faults.test.ts"];

/** Payments: journal, finality, reconciliation. */
export const settlementMutants: readonly Mutant[] = [
  {
    change: "skip the finality check",
    file: "activities/settlement/observe.ts",
    find: 'status?.commitment === "finalized" && status.error === null',
    replace: "status?.error === null",
    check: SETTLING,
  },
  {
    change: "skip the check that a final transaction has no error",
    file: "activities/settlement/observe.ts",
    find: 'status?.commitment === "finalized" && status.error === null',
    replace: 'status?.commitment === "finalized"',
    check: SETTLING,
  },
];
