import { expect, test } from "vitest";

import { givenRole, zoe } from "../../warehouse/ledger/given.ts";
import { planDigest } from "../../warehouse/ledger/index.ts";
import type { Plan } from "../../warehouse/ledger/index.ts";
import { firstDifference } from "./compare-plans.ts";
import { readFrozen } from "./frozen-inputs.ts";
import { givenDistribution } from "./given-distribution.ts";
import { addressOf, givenChain } from "./given-period.ts";
import { replan } from "./replan.ts";

async function givenProposed() {
  const given = await givenDistribution();
  given.world.chain = givenChain({
    [addressOf("m_zoe")]: "exists",
    [addressOf("m_lea")]: "unusable",
  });
  const { points } = given.world;
  const { digest } = await given.propose();
  const { plan } = await given.stateOf(digest);
  const [event] = await given.ledger.read({ kinds: ["plan_proposed"] });
  const frozen = readFrozen(event?.payload.frozen) ?? expect.unreachable();
  return { ...given, digest, plan, points, frozen };
}

const keptUntil = (settledAt: Date, months: number) =>
  new Date(settledAt.getTime() + months * 30 * 24 * 60 * 60 * 1_000);

test("what is frozen beside a plan makes it again, whatever became of ledger, chain and settings", async () => {
  await using given = await givenProposed();
  const { digest, plan, points, frozen } = given;
  given.world.budgets = { community: 1n };
  given.world.chain = givenChain();
  await given.sign(digest);
  for (const { batch } of (await given.stateOf(digest)).batches)
    await given.close(digest, "batch_paid", batch);
  // Dated back, as a correction may be: at the proposal nobody knew of it.
  await givenRole(given.ledger, zoe);

  const again = replan(plan, { frozen, points, keptUntil, events: await given.ledger.read() });

  expect(firstDifference(plan, again)).toBeNull();
  expect(planDigest(again)).toBe(digest);
});

test("a plan of before that kept none of it reads as such", () => {
  expect(readFrozen(undefined)).toBeNull();
  expect(readFrozen({ landing: "all" })).toBeNull();
});

test("the first row that differs is named: what a member gets comes before what it comes from", async () => {
  await using given = await givenProposed();
  const { plan, points, frozen } = given;
  const events = await given.ledger.read();
  const more = <T extends { member_id: string; points: bigint }>(row: T): T =>
    row.member_id === "m_zoe" ? { ...row, points: row.points + 500_000n } : row;
  const changed = {
    ...points,
    memberPoints: points.memberPoints.map(more),
    contributionPoints: points.contributionPoints.map(more),
  };

  const row = firstDifference(plan, replan(plan, { frozen, points: changed, keptUntil, events }));

  expect(row?.table).toBe("lines");
  expect(row?.key).toBe(plan.lines[0]?.id);
});

function withNewAccounts(plan: Plan): Plan {
  const batches = plan.batches.map((batch) => ({ ...batch, createsAccounts: true }));
  return { ...plan, batches };
}

test.each<[string, (plan: Plan) => Plan, string, string]>([
  ["a line too many", (plan) => ({ ...plan, lines: plan.lines.slice(1) }), "lines", "id"],
  ["a carry", (plan) => ({ ...plan, domains: [] }), "domains", "community"],
  ["a border", withNewAccounts, "batches", "000000000"],
  ["a date", (plan) => ({ ...plan, expiresAt: plan.proposedAt }), "plan", "expires_at"],
])("%s is found", async (_title, change, table, key) => {
  await using given = await givenProposed();
  const { plan } = given;
  const id = key === "id" ? plan.lines[0]?.id : key;

  expect(firstDifference(plan, change(plan))).toMatchObject({ table, key: id });
});
