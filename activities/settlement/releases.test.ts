import { expect, test } from "vitest";

import { packed } from "../../warehouse/ledger/given-releases.ts";
import { distributionState, planDigest } from "../../warehouse/ledger/index.ts";
import type { Plan } from "../../warehouse/ledger/index.ts";
import { NOON } from "../../warehouse/ledger/given.ts";
import { auditOf } from "./audit/audit-file.ts";
import { checkAudit } from "./audit/check-audit.ts";
import { SettlementRefusedError } from "./errors.ts";
import {
  chainBalances,
  escrow,
  givenApproved,
  givenSettlement,
  planOf,
  settleAll,
} from "./given.ts";
import type { GivenSettlement } from "./given.ts";

const SEPTEMBER = [
  { member: "m_kim", amount: 60n },
  { member: "m_max", amount: 40n, wallet: null },
];

/** September settled with 40 of Max in escrow; October pays Kim, and Max what was kept. */
async function givenRelease(
  given: GivenSettlement,
  changes: Partial<Plan["releases"][number]> = {},
) {
  const first = planOf(given.facts, SEPTEMBER);
  const digest = await givenApproved(given.ledger, first);
  const activities = given.activities();
  await settleAll(given, digest, activities);
  await escrow(given.ledger, digest, first);
  await activities.reconcile({ digest });
  const october = planOf(given.facts, [{ member: "m_kim", amount: 70n }], { period: "2026-10" });
  return { activities, first: digest, october: packed(october, first, digest, changes) };
}

test("a released line is paid once on the chain, and sums and audit hold it apart", async () => {
  await using given = await givenSettlement();
  const { activities, october } = await givenRelease(given);
  const digest = await givenApproved(given.ledger, october);

  await settleAll(given, digest, activities);
  const settled = await activities.reconcile({ digest });

  expect(settled).toMatchObject({
    paid_base_units: "70",
    released_base_units: "40",
    escrowed_base_units: "0",
    difference_base_units: "0",
  });
  expect(Object.values(await chainBalances(activities, digest)).toSorted()).toEqual(["130", "40"]);
  const state = distributionState(await given.ledger.read(), digest, NOON) ?? expect.unreachable();
  const { file, csv } = await auditOf(state, given.chain.chain);
  const found = await checkAudit(file, { csv, chain: null });
  expect(found.filter(({ level }) => level === "fail")).toEqual([]);
});

test("a line that was released is refused under any later plan", async () => {
  await using given = await givenSettlement();
  const { activities, first, october } = await givenRelease(given);
  const digest = await givenApproved(given.ledger, october);
  await settleAll(given, digest, activities);
  await activities.reconcile({ digest });
  const november = planOf(given.facts, [{ member: "m_kim", amount: 5n }], { period: "2026-11" });
  const plan = packed(november, planOf(given.facts, SEPTEMBER), first);
  const again = await givenApproved(given.ledger, plan);

  const paying = activities.checkSettleable({ digest: again });

  await expect(paying).rejects.toThrow(/was paid in batch \d+ of plan \w+ already/);
});

test.each([
  ["more than was kept", { amount: 41n }, /amount of line \w+ is 41, and in escrow it is 40/],
  ["a line that nobody kept", { id: "0".repeat(64) }, /line 0+ was never put into escrow/],
  ["another plan's line", { plan: "ab".repeat(32) }, /plan of line \w+ is (ab)+, and in escrow/],
])("a plan that releases %s pays nothing", async (_title, changes, message) => {
  await using given = await givenSettlement();
  const { activities, october } = await givenRelease(given, changes);
  const digest = await givenApproved(given.ledger, october);

  const paying = activities.checkSettleable({ digest });

  await expect(paying).rejects.toThrow(SettlementRefusedError);
  await expect(paying).rejects.toThrow(message);
  expect(planDigest(october)).toBe(digest);
});
