import { expect, test } from "vitest";

import { planLines } from "../../../models/core/distributions/plan_lines.ts";
import { committeeDomains } from "../../../models/marts/committee/committee_domains.ts";
import { myReceiptLines } from "../../../models/marts/trainee/my_receipt_lines.ts";
import { myReceipts } from "../../../models/marts/trainee/my_receipts.ts";
import { contributionScores } from "../../../models/scores/contribution_scores.ts";
import { givenWarehouse } from "../../../test/warehouse.ts";
import { givenLedger } from "../../../warehouse/ledger/given.ts";
import { checkReceipts } from "./receipts.ts";

const LINE = { digest: "d1", line_id: "l1", member_id: "m_ada", domain: "community" };
const AUGUST = { ...LINE, period: "2026-08" };
const SCORED = { member_id: "m_ada", domain: "community", period: "2026-08" };

const share = (contribution_id: string, points: bigint, amount: string) => ({
  ...{ digest: "d1", line_id: "l1", contribution_id, points, amount_base_units: amount },
});

/** One line of 9 points and 90 units in August, from two contributions; what differs is given. */
async function checked(
  changes: {
    readonly shares?: readonly object[];
    readonly scores?: readonly object[];
    readonly carry?: string;
  } = {},
) {
  await using given = givenLedger();
  await using warehouse = await givenWarehouse({
    my_receipts: [{ ...AUGUST, amount_base_units: "90" }],
    plan_lines: [{ ...LINE, points: 9n, amount_base_units: 90n }],
    my_receipt_lines: (changes.shares ?? [share("c1", 6n, "60"), share("c2", 3n, "30")]) as never,
    contribution_scores: (changes.scores ?? [
      { ...SCORED, contribution_id: "c1", points: 6n },
      { ...SCORED, contribution_id: "c2", points: 3n },
    ]) as never,
    committee_domains: [
      {
        ...{ digest: "d1", domain: "community", budget_base_units: "100" },
        ...{ carry_in_base_units: "0", lines_base_units: "90", expired_base_units: "0" },
        carry_out_base_units: changes.carry ?? "10",
      },
    ],
  });
  await warehouse.give([
    myReceipts,
    planLines,
    myReceiptLines,
    contributionScores,
    committeeDomains,
  ]);
  return await checkReceipts({ warehouse, ledger: given.ledger });
}

const RIGHT = {
  ...{ lineCount: 1, wrongLineCount: 0, wrongShareCount: 0, wrongPlanCount: 0 },
  ...{ treasuryDifference: 0n, settledCount: 0 },
};

test("a receipt of the month's own work that adds up is right", async () => {
  expect(await checked()).toEqual(RIGHT);
});

test.each<[string, Parameters<typeof checked>[0], Partial<typeof RIGHT>]>([
  [
    "a unit is missing",
    { shares: [share("c1", 6n, "60"), share("c2", 3n, "29")] },
    { wrongLineCount: 1 },
  ],
  ["its line has points of other work", { shares: [share("c1", 6n, "90")] }, { wrongLineCount: 1 }],
  ["a budget does not add up", { carry: "9" }, { wrongPlanCount: 1 }],
])("verification fails where %s", async (_title, changes, wrong) => {
  expect(await checked(changes)).toEqual({ ...RIGHT, ...wrong });
});

test.each<[string, object]>([
  ["another month's", { period: "2026-07" }],
  ["another member's", { member_id: "m_bob" }],
  ["another domain's", { domain: "world" }],
  ["worth other points", { points: 2n }],
  ["unknown", { contribution_id: "c9" }],
])("verification fails where work on a receipt is %s", async (_title, change) => {
  const scores = [
    { ...SCORED, contribution_id: "c1", points: 6n },
    { ...SCORED, contribution_id: "c2", points: 3n, ...change },
  ];

  expect(await checked({ scores })).toEqual({ ...RIGHT, wrongShareCount: 1 });
});
