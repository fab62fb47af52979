import type { Mutant } from "./mutant.ts";

const SETTLING = ["activities/settlement/finality.test.ts", "activities/settlement/faults.test.ts"];

/** Mistakes that would cost somebody money, work or privacy, and that are easily made. */
export const mutants: readonly Mutant[] = [
  {
    change: "drop the cursor overlap",
    file: "sources/cursor.ts",
    find: "Date.parse(instant) - overlapMs",
    replace: "Date.parse(instant)",
    check: ["sources/discourse/posts.test.ts", "sources/discourse/likes.test.ts"],
  },
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
    change: "remove an access rule: every trainee sees all receipts",
    file: "models/access.ts",
    find: '{ role: "trainee", table: "my_receipts", rows: self }',
    replace: '{ role: "trainee", table: "my_receipts", rows: "all" }',
    check: ["models/access.test.ts"],
  },
  {
    change: "remove an access rule: a master without cohorts sees those of all",
    file: "models/access.ts",
    find: 'if (cohortIds.length === 0) return "FALSE";',
    replace: 'if (cohortIds.length === 0) return "TRUE";',
    check: ["models/access.test.ts"],
  },
  {
    change: "remove an access rule: nobody is given the review queue",
    file: "models/access.ts",
    find: '  { role: "master", table: "master_review_queue", rows: ownCohorts },\n',
    replace: "",
    check: ["models/access.test.ts"],
  },
  {
    change: "treat a missing verdict as 1",
    file: "models/scores/formula/factors.ts",
    find: "if (by.verdict === null) return prior;",
    replace: "if (by.verdict === null) return 1;",
    check: ["models/scores/formula/factors.test.ts", "models/scores/contribution_scores.test.ts"],
  },
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
    change: "import warehouse/ from sources/",
    file: "sources/source.ts",
    find: null,
    replace: 'import type {} from "../warehouse/ledger/plan.ts";',
    check: "lint",
  },
];
