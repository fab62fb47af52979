import { expect, test } from "vitest";

import { bob, NOON } from "../../warehouse/ledger/given.ts";
import { packed } from "../../warehouse/ledger/given-releases.ts";
import { withheld } from "../../warehouse/ledger/given-withheld.ts";
import { distributionState, receiptsDigest, steerLine } from "../../warehouse/ledger/index.ts";
import { type AuditFile, auditOf } from "./audit/audit-file.ts";
import { checkAudit } from "./audit/check-audit.ts";
import {
  chainBalances,
  escrow,
  type GivenSettlement,
  givenApproved,
  givenSettlement,
  planOf,
  settleAll,
} from "./given.ts";

const SEPTEMBER = [
  { member: "m_kim", amount: 60n },
  { member: "m_max", amount: 30n },
  { member: "m_zoe", amount: 10n },
];

/** Kim is paid in a batch alone; Max is held, and Zoe is dropped: 30 are kept and 10 carried. */
function september(given: GivenSettlement) {
  const paid = planOf(given.facts, SEPTEMBER);
  const alone = paid.lines.map(({ id }) => ({ lineIds: [id], createsAccounts: true }));
  return withheld({ ...paid, batches: alone }, { m_max: "held", m_zoe: "dropped" });
}

async function givenSettled(given: GivenSettlement) {
  const plan = september(given);
  const digest = await givenApproved(given.ledger, plan);
  const activities = given.activities();
  await settleAll(given, digest, activities);
  await escrow(given.ledger, digest, plan);
  const settled = await activities.reconcile({ digest });
  return { plan, digest, activities, settled };
}

test("a plan pays all but what is withheld, and its sums and its audit agree", async () => {
  await using given = await givenSettlement();
  const { digest, activities, settled } = await givenSettled(given);

  expect(settled).toMatchObject({
    ...{ paid_base_units: "60", escrowed_base_units: "30", difference_base_units: "0" },
  });
  expect(Object.values(await chainBalances(activities, digest))).toEqual(["60"]);
  const state = distributionState(await given.ledger.read(), digest, NOON) ?? expect.unreachable();
  expect(state.carryBaseUnits).toBe(BigInt(settled.carry_base_units));
  const { file, csv } = await auditOf(state, null);
  const found = await checkAudit(file, { csv, chain: null });
  expect(found.filter(({ level }) => level === "fail")).toEqual([]);
  expect(found).toContainEqual({ check: "withheld", level: "ok", found: "1 + 1" });
});

type Change = (file: AuditFile) => void;

test.each<[string, Change]>([
  [
    "pays what is held",
    ({ plan }) => {
      const held = plan.lines.find(({ wallet }) => wallet === null)!;
      plan.batches[0]!.line_ids.push(held.line_id);
      held.batch = 0;
    },
  ],
  [
    "has a line that is dropped",
    ({ plan }) => {
      for (const row of plan.withheld ?? []) row.word = "dropped";
    },
  ],
  [
    "keeps less than is held",
    ({ plan }) => {
      for (const row of plan.withheld ?? []) row.amount_base_units = "31";
    },
  ],
  [
    "carries less than was dropped",
    ({ plan }) => {
      for (const row of plan.domains) row.carry_out_base_units = "9";
    },
  ],
])("an audit of a plan that %s fails", async (_title, change) => {
  await using given = await givenSettlement();
  const { digest } = await givenSettled(given);
  const state = distributionState(await given.ledger.read(), digest, NOON) ?? expect.unreachable();
  const { file } = structuredClone(await auditOf(state, null));
  change(file);

  const found = await checkAudit(file, { csv: null, chain: null });

  expect(found).toContainEqual(expect.objectContaining({ check: "withheld", level: "fail" }));
});

test("a held line is paid by no plan that slipped through, and once after it is released", async () => {
  await using given = await givenSettlement();
  const { plan, digest: first, activities } = await givenSettled(given);
  const kept = plan.lines.find(({ wallet }) => wallet === null);
  const october = planOf(given.facts, [{ member: "m_kim", amount: 70n }], { period: "2026-10" });
  const digest = await givenApproved(given.ledger, packed(october, plan, first));
  await expect(activities.checkSettleable({ digest })).rejects.toThrow(
    `line ${kept?.id} is held by the committee.`,
  );

  const asked = { period: "2026-09", line: kept?.id ?? "", digest: null, actor: bob.account };
  await steerLine(given.ledger, "release", { ...asked, reason: "it was right", now: NOON });
  await settleAll(given, digest, activities);

  expect(Object.values(await chainBalances(activities, digest)).toSorted()).toEqual(["130", "30"]);
});

test("a dropped line is paid by no later plan, though one was signed", async () => {
  await using given = await givenSettlement();
  const { plan, activities } = await givenSettled(given);
  const zoe = plan.withheld.find(({ word }) => word === "dropped") ?? expect.unreachable();
  const other = planOf(given.facts, [{ member: "m_zoe", amount: 10n }], { period: "2026-10" });
  const { id } = zoe;
  const shares = other.shares.map((share) => ({ ...share, lineId: id }));
  const again = {
    ...other,
    lines: other.lines.map((line) => ({ ...line, id })),
    shares,
    receipts: receiptsDigest(shares),
    batches: other.batches.map((batch) => ({ ...batch, lineIds: [id] })),
  };
  const digest = await givenApproved(given.ledger, again);

  await expect(activities.checkSettleable({ digest })).rejects.toThrow(
    `line ${id} was dropped by the committee.`,
  );
});
