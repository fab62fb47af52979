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
  {
    change: "other months' points: read every month's contributions into a plan",
    file: "app/runtime/points-reader.ts",
    find: '.selectFrom("contribution_scores")\n        .where("period", "=", period)',
    replace: '.selectFrom("contribution_scores")',
    check: ["app/runtime/points-reader.test.ts"],
  },
  {
    change: "other months' points: make a plan of whatever was read",
    file: "activities/distribution/claims.ts",
    find: "  assertOfPeriod(inputs);\n",
    replace: "",
    check: ["activities/distribution/plan-distribution.test.ts"],
  },
  {
    change: "receipts list paid work again",
    file: "activities/distribution/claims.ts",
    find: "row.points > 0n && !takenWork.has(row.contribution_id)",
    replace: "row.points > 0n",
    check: [
      "activities/distribution/plan-distribution.test.ts",
      "activities/distribution/paid-work.test.ts",
    ],
  },
  {
    change: "append a plan whose receipts do not make its lines' points",
    file: "warehouse/ledger/store/payloads.ts",
    find: "    assertProposable(plan);\n",
    replace: "",
    check: ["warehouse/ledger/plan/plan-invariants.test.ts"],
  },
  {
    change: "append a revision that names what came to be owed meanwhile",
    file: "activities/distribution/append-plan.ts",
    find: "if (namesTakenWork(plan, taken)) throw new ProposalRaceError(period);",
    replace: "",
    check: ["activities/distribution/paid-work.test.ts"],
  },
  {
    change: "escrow keyed by plan: a line is owed once under each plan that names it",
    file: "activities/distribution/distributions.ts",
    find: "uniqueKey: `escrow:${id}`",
    replace: "uniqueKey: `escrow:${digest}:${id}`",
    check: ["activities/distribution/paid-work.test.ts"],
  },
  {
    change: "verify receipts without looking at which month their work is of",
    file: "app/demo/verify/receipts.ts",
    find: "and s.period = r.period ",
    replace: "",
    check: ["app/demo/verify/receipts.test.ts"],
  },
  {
    change: "propose a month though an earlier one with points is open",
    file: "activities/distribution/propose.ts",
    find: "open.filter(({ period }) => period < input.period)",
    replace: "open.filter(() => false)",
    check: ["activities/distribution/index.test.ts"],
  },
  {
    change: "wait for ever for a month that was passed over",
    file: "activities/distribution/open-periods.ts",
    find: "newest !== undefined && period < newest",
    replace: "false",
    check: ["activities/distribution/index.test.ts"],
  },
];
