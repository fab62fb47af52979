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
  {
    change: "journal guard dropped: sign although an approval ended a moment ago",
    file: "activities/settlement/journal.ts",
    find: '...(purpose === "pay" ? { guard: (events) => void payable(events, digest) } : {}),',
    replace: "",
    check: ["activities/settlement/journal.test.ts"],
  },
  {
    change: "treasury gap passes: tokens were gone between two payments and came back",
    file: "activities/settlement/reconcile.ts",
    find: "difference !== 0n || gap !== undefined",
    replace: "difference !== 0n",
    check: ["activities/settlement/treasury.test.ts"],
  },
  {
    change: "moved balances uncompared: a final payment is believed by its bytes alone",
    file: "activities/settlement/evidence.ts",
    find: "  assertMoved(payout, landed);\n",
    replace: "",
    check: ["activities/settlement/treasury.test.ts"],
  },
  {
    change: "two plans in flight from one treasury",
    file: "activities/settlement/settleable.ts",
    find: 'status === "signed" && other.plan.chain.mint === plan.chain.mint',
    replace: "false",
    check: ["activities/settlement/treasury.test.ts"],
  },
  {
    change: "sign a payment or a void for another chain than the plan's",
    file: "activities/settlement/settlement.ts",
    find: "await assertGenesis(chain, digest, inHand.genesis);",
    replace: "",
    check: ["activities/settlement/faults.test.ts"],
  },
  {
    change: "send the bytes of a payment to another chain",
    file: "activities/settlement/settlement.ts",
    find: "await assertGenesis(chain, digest, genesis);",
    replace: "",
    check: ["activities/settlement/faults.test.ts"],
  },
  {
    change: "close a distribution by what another chain says",
    file: "activities/settlement/settlement.ts",
    find: "await assertGenesis(chain, digest, plan.chain.genesis);",
    replace: "",
    check: ["activities/settlement/faults.test.ts"],
  },
  {
    change: "take a payment for expired that another chain does not know",
    file: "activities/settlement/observe.ts",
    find: "await assertGenesis(chain, digest, inHand.genesis);",
    replace: "",
    check: ["activities/settlement/faults.test.ts"],
  },
];
