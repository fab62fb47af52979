import { expect, test } from "vitest";

import { NOON } from "../../warehouse/ledger/given.ts";
import { fc } from "../../test/property.ts";
import { ProposalRaceError } from "./errors.ts";
import { givenDistribution, SEPTEMBER as FIRST, SETTLER } from "./given-distribution.ts";
import { addressOf, givenPoints } from "./given-period.ts";
import { givenMonths } from "./given-months.ts";

const PROPOSER = FIRST.proposer;
const DAY_MS = 24 * 60 * 60 * 1_000;
const SEPTEMBER = "2026-09";
const OCTOBER = "2026-10";

/** September settled with 10 of Max in escrow; it is November. */
async function givenEscrow() {
  const given = await givenDistribution();
  const { digest } = await given.propose();
  await given.sign(digest);
  await given.settle(digest);
  given.world.closed = [SEPTEMBER, OCTOBER];
  given.clock.now = new Date("2026-11-05T12:00:00.000Z");
  const october = async () => await given.propose({ period: OCTOBER, proposer: PROPOSER });
  return Object.assign(given, { first: digest, october });
}

/** Max proves a wallet. */
function link({ world }: Awaited<ReturnType<typeof givenEscrow>>, countsFrom = NOON) {
  const wallet = { member_id: "m_max", wallet: addressOf("m_max"), counts_from: countsFrom };
  world.points = { ...world.points, wallets: [...world.points.wallets, wallet] };
}

const RELEASE = {
  member: "m_max",
  domain: "community",
  amount: 10n,
  points: 1_000_000n,
  period: SEPTEMBER,
  wallet: addressOf("m_max"),
};

test("what was kept is paid by the next plan, in a batch, once its member can be paid", async () => {
  await using given = await givenEscrow();
  link(given);

  const { digest } = await given.october();

  const { plan } = await given.stateOf(digest);
  expect(plan.releases).toEqual([
    { ...RELEASE, id: expect.any(String) as string, plan: given.first },
  ]);
  expect(plan.batches.flatMap(({ lineIds }) => lineIds)).toContain(plan.releases[0]?.id);
  expect(plan.lines.reduce((sum, { amount }) => sum + amount, 0n)).toBe(100n);
});

test("a wallet that has not cooled down releases nothing", async () => {
  await using given = await givenEscrow();
  link(given, new Date("2026-11-06T00:00:00.000Z"));

  const { digest } = await given.october();

  expect((await given.stateOf(digest)).plan.releases).toEqual([]);
});

test("whoever is known under another id since is found by it", async () => {
  await using given = await givenEscrow();
  const formerMembers = [{ former_id: "m_max", member_id: "m_new" }];
  const wallet = { member_id: "m_new", wallet: addressOf("m_new"), counts_from: NOON };
  const { wallets } = given.world.points;
  given.world.points = { ...given.world.points, formerMembers, wallets: [...wallets, wallet] };

  const { digest } = await given.october();

  expect((await given.stateOf(digest)).plan.releases).toMatchObject([
    { member: "m_max", wallet: addressOf("m_new") },
  ]);
});

test("what was released is not released again, and closes apart from the budget", async () => {
  await using given = await givenEscrow();
  link(given);
  const { digest } = await given.october();
  await given.sign(digest);
  await given.settle(digest);
  given.world.closed = [SEPTEMBER, OCTOBER, "2026-11"];
  given.clock.now = new Date("2026-12-05T12:00:00.000Z");

  const { digest: next } = await given.propose({ period: "2026-11", proposer: PROPOSER });

  expect((await given.stateOf(next)).plan.releases).toEqual([]);
  expect(await given.stateOf(digest)).toMatchObject({
    paidBaseUnits: 100n,
    releasedBaseUnits: 10n,
    escrowedBaseUnits: 0n,
  });
});

test("a plan that was voided releases nothing, and its revision does", async () => {
  await using given = await givenEscrow();
  link(given);
  const { digest } = await given.october();
  await given.sign(digest);
  const { batches } = await given.stateOf(digest);
  for (const { batch } of batches) await given.close(digest, "batch_voided", batch);

  const second = await given.october();

  expect(second.outcome).toBe("proposed");
  expect((await given.stateOf(second.digest)).plan.releases).toMatchObject([RELEASE]);
});

test("a plan that is half paid keeps its released lines out of its revision", async () => {
  await using given = await givenEscrow();
  link(given);
  const { digest } = await given.october();
  await given.sign(digest);
  const { plan, batches } = await given.stateOf(digest);
  const id = plan.releases[0]?.id ?? "";
  for (const { batch, lineIds } of batches) {
    await given.close(digest, lineIds.includes(id) ? "batch_paid" : "batch_voided", batch);
  }

  const second = await given.october();

  const { plan: revision } = await given.stateOf(second.digest);
  expect(revision.releases).toEqual([]);
});

test("a month in which nobody earned anything pays what is due from before", async () => {
  await using given = await givenEscrow();
  given.world.points = { ...givenPoints([]), wallets: given.world.points.wallets };
  given.world.earned = [SEPTEMBER];
  const asked = { period: OCTOBER, proposer: PROPOSER };
  const before = await given.proposePlan(asked);
  link(given);

  const after = await given.propose(asked);

  expect(before).toBeNull();
  const { plan } = await given.stateOf(after.digest);
  expect(plan).toMatchObject({ lines: [], releases: [RELEASE] });
});

test("what went back into the carry while a plan was made is not released by it", async () => {
  await using given = await givenEscrow();
  link(given);
  const { lines } = (await given.stateOf(given.first)).plan;
  const line_id = lines.find(({ member }) => member === "m_max")?.id ?? "";
  given.world.meanwhile = async () => {
    const payload = { digest: given.first, line_id, amount_base_units: "10", reason: "elsewhere" };
    await given.ledger.append("escrow_expired", payload, SETTLER);
  };

  await expect(given.october()).rejects.toThrow(ProposalRaceError);
});

test("what nobody could be paid for a year goes into the carry of the next plan", async () => {
  await using given = await givenEscrow();
  given.world.keptMs = 30 * DAY_MS;

  const { digest } = await given.october();
  const { plan } = await given.stateOf(digest);
  await given.sign(digest);
  await given.settle(digest);
  given.world.closed = [SEPTEMBER, OCTOBER, "2026-11"];
  given.clock.now = new Date("2026-12-04T12:00:00.000Z");
  const next = await given.propose({ period: "2026-11", proposer: PROPOSER });

  expect(plan.expired).toMatchObject([{ member: "m_max", amount: 10n, plan: given.first }]);
  expect(plan.domains[0]).toMatchObject({ domain: "community", carryIn: 0n, carryOut: 10n });
  const { plan: following } = await given.stateOf(next.digest);
  expect(following.domains[0]).toMatchObject({ carryIn: 10n, carryOut: 0n });
  expect(following.expired).toEqual([]);
});

test("over months in which wallets come and go, all money is paid, kept or carried: no line twice", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom("kim", "lea", "max", "zoe"), { maxLength: 3 }), {
        minLength: 2,
        maxLength: 5,
      }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 }),
      async (links, keptMonths, voids) => {
        await using months = await givenMonths({ keptMonths });
        const end = await months.run(links, voids);
        expect(end.paid + end.owed + end.carry).toBe(end.budget);
        expect(new Set(end.paidLines).size).toBe(end.paidLines.length);
      },
    ),
    { seed: 20_261_127, numRuns: 5 },
  );
});
