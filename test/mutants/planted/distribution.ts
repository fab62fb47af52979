import type { Mutant } from "../mutant.ts";

/** Plans, shares, escrow and approvals. */
export const distributionMutants: readonly Mutant[] = [
  {
    change: "flip the rounding: the smallest remainder gets the unit left over",
    file: "activities/distribution/apportion.ts",
    find: "compare(b.remainder, a.remainder)",
    replace: "compare(a.remainder, b.remainder)",
    check: ["activities/distribution/apportion.test.ts"],
  },
  {
    change: "flip the rounding: every part is rounded up",
    file: "activities/distribution/apportion.ts",
    find: "BigInt(index) < left ? floor + 1n : floor",
    replace: "floor + 1n",
    check: ["activities/distribution/apportion.test.ts"],
  },
  {
    change: "let the proposer approve",
    file: "warehouse/ledger/approval/accepted-approvals.ts",
    find: 'if (seatOf(events, [proposer], account) !== null) return "proposer";',
    replace: "",
    check: ["warehouse/ledger/approval/approve.test.ts"],
  },
  {
    change: "count a signature that does not fit the plan",
    file: "warehouse/ledger/approval/accepted-approvals.ts",
    find: 'if (!verifyApproval({ plan, digest, publicKey, signature })) return "bad_signature";',
    replace: "",
    check: ["warehouse/ledger/approval/approve.test.ts"],
  },
];
