import { expect, test } from "vitest";

import { bob, eva, givenPlan, givenRole, zoe } from "../../warehouse/ledger/given.ts";
import {
  openPlanOf,
  planDigest,
  planToJson,
  rebaseLedger,
  rebaseText,
} from "../../warehouse/ledger/index.ts";
import {
  LedgerBehindError,
  PeriodClosedError,
  PeriodOrderError,
  PlanInputError,
  RevisionBlockedError,
} from "./errors.ts";
import { givenDistribution, SEPTEMBER } from "./given-distribution.ts";
import { addressOf, givenChain, givenPoints, PROPOSED_AT } from "./given-period.ts";

/** Zoe's first contribution is worth half a point more: a verdict was changed. */
function withChangedVerdict({ points }: { points: ReturnType<typeof givenPoints> }) {
  const more = <T extends { member_id: string; points: bigint }>(row: T): T =>
    row.member_id === "m_zoe" ? { ...row, points: row.points + 500_000n } : row;
  return {
    ...points,
    memberPoints: points.memberPoints.map(more),
    contributionPoints: points.contributionPoints.map(more),
  };
}

test("proposing again changes nothing while the points say the same", async () => {
  await using given = await givenDistribution();
  const { digest, outcome } = await given.propose();
  const head = await given.ledger.head();
  given.clock.now = new Date("2026-10-06T12:00:00Z");
  // A ledger event was landed meanwhile, and an account was created by another distribution.
  const inputs = [{ table: "ledger_events", row_count: 9, hash: "other" }];
  given.world.points = { ...given.world.points, provenance: { inputs } };
  given.world.chain = givenChain({
    [addressOf("m_zoe")]: "exists",
    [addressOf("m_kim")]: "exists",
  });

  expect(outcome).toBe("proposed");
  expect(await given.propose()).toEqual({ digest, outcome: "unchanged" });
  expect(await given.ledger.head()).toEqual(head);
});

test("a changed verdict makes a new revision and voids what was signed", async () => {
  await using given = await givenDistribution();
  const first = await given.propose();
  await given.sign(first.digest, [bob]);
  expect(await given.readDistribution(first)).toMatchObject({ status: "open", approvalCount: 1 });

  given.world.points = withChangedVerdict(given.world);
  const second = await given.propose();

  expect(second.digest).not.toBe(first.digest);
  expect(await given.readDistribution(first)).toMatchObject({ status: "superseded" });
  expect(await given.readDistribution(second)).toMatchObject({
    status: "open",
    revision: 2,
    approvalCount: 0,
    threshold: 2,
    batchCount: 2,
  });
  expect((await given.stateOf(second.digest)).plan.predecessor).toBe(first.digest);
});

test.each<[string, (given: Awaited<ReturnType<typeof givenDistribution>>) => Promise<void> | void]>(
  [
    ["another budget", ({ world }) => void (world.budgets = { community: 101n, personal: 7n })],
    ["a changed committee", async ({ ledger }) => await givenRole(ledger, zoe)],
    [
      "a closed token account",
      ({ world }) => void (world.chain = givenChain({ [addressOf("m_zoe")]: "missing" })),
    ],
    [
      "a wallet linked",
      ({ world }) => {
        const wallet = { member_id: "m_max", wallet: addressOf("m_max"), counts_from: PROPOSED_AT };
        world.points = { ...world.points, wallets: [...world.points.wallets, wallet] };
      },
    ],
    ["expiry", ({ clock }) => void (clock.now = new Date("2026-10-12T12:00:00Z"))],
  ],
)("%s makes a new revision of an open plan", async (_title, change) => {
  await using given = await givenDistribution();
  const first = await given.propose();

  await change(given);

  expect(await given.propose()).toMatchObject({ outcome: "proposed" });
  expect(await given.readDistribution(first)).toMatchObject({ status: "superseded" });
});

test("an approved plan is paid as it was approved, whatever changes after", async () => {
  await using given = await givenDistribution();
  const { digest } = await given.propose();
  await given.sign(digest);
  const head = await given.ledger.head();

  given.world.points = withChangedVerdict(given.world);

  expect(await given.propose()).toEqual({ digest, outcome: "kept" });
  expect(await given.ledger.head()).toEqual(head);
});

test("an approved plan that can no longer be paid is not revised before it is voided", async () => {
  await using given = await givenDistribution();
  const first = await given.propose();
  await given.sign(first.digest);
  given.clock.now = new Date("2026-10-12T12:00:00Z");

  await expect(given.propose()).rejects.toThrow(RevisionBlockedError);
  await given.close(first.digest, "batch_voided", 0);
  await expect(given.propose()).rejects.toThrow("batches 1 are neither paid nor voided");
  await given.close(first.digest, "batch_voided", 1);

  expect(await given.propose()).toMatchObject({ outcome: "proposed" });
});

test("a revision after a partial payment pays only what was not paid", async () => {
  await using given = await givenDistribution();
  const first = await given.propose();
  await given.sign(first.digest);
  // Zoe's account existed, so hers is batch 0.
  await given.close(first.digest, "batch_paid", 0);
  await given.close(first.digest, "batch_voided", 1);

  const { digest } = await given.propose();

  const { plan } = await given.stateOf(digest);
  expect(plan.revision).toBe(2);
  expect(plan.lines.map(({ member, amount }) => `${member} ${amount}`).toSorted()).toEqual([
    "m_kim 30",
    "m_lea 20",
    "m_max 10",
  ]);
  expect(plan.domains[0]).toMatchObject({ domain: "community", budget: 60n, carryOut: 0n });
});

test("a revision of an adopted plan has a number that no plan of the month has", async () => {
  await using given = await givenDistribution();
  const first = await given.propose();
  given.world.points = withChangedVerdict(given.world);
  const second = await given.propose();
  const lost = { ...(await given.stateOf(first.digest)).plan, provenance: "cd".repeat(32) };
  const digest = planDigest(lost);
  const adopted = { digest, period: lost.period, revision: 1, plan: planToJson(lost) };
  await given.ledger.append("plan_adopted", adopted, { actor: "operator" });

  const third = await given.propose();

  expect((await given.stateOf(second.digest)).plan.revision).toBe(2);
  expect((await given.stateOf(third.digest)).plan).toMatchObject({
    revision: 3,
    predecessor: digest,
  });
});

test("a plan that is wholly paid has nothing to revise", async () => {
  await using given = await givenDistribution();
  const { digest } = await given.propose();
  await given.sign(digest);
  for (const batch of [0, 1]) await given.close(digest, "batch_paid", batch);
  given.world.points = withChangedVerdict(given.world);

  expect(await given.propose()).toEqual({ digest, outcome: "kept" });
});

test("a settled period is over: it is never proposed again", async () => {
  await using given = await givenDistribution();
  const { digest } = await given.propose();
  await given.sign(digest);
  await given.settle(digest);
  given.world.points = withChangedVerdict(given.world);

  expect(await given.propose()).toEqual({ digest, outcome: "settled" });
});

test("carry goes from a settled period to the next, and periods keep their order", async () => {
  await using given = await givenDistribution();
  const august = { ...SEPTEMBER, period: "2026-08" };
  const first = await given.propose(august);
  await expect(given.propose()).rejects.toThrow(PeriodOrderError);
  await given.sign(first.digest);
  await given.settle(first.digest);

  const { digest } = await given.propose();

  const { plan } = await given.stateOf(digest);
  expect(plan.domains.find(({ domain }) => domain === "personal")).toEqual({
    domain: "personal",
    budget: 7n,
    carryIn: 7n,
    carryOut: 14n,
  });
  await expect(given.propose({ ...SEPTEMBER, period: "2026-07" })).rejects.toThrow(
    "2026-08 was distributed already",
  );
});

test("a month that was begun goes on although a later one was found again after a loss", async () => {
  await using given = await givenDistribution();
  const august = { ...SEPTEMBER, period: "2026-08" };
  const { digest } = await given.propose(august);
  await given.sign(digest);
  const later = givenPlan();
  const payload = {
    digest: planDigest(later),
    period: later.period,
    revision: later.revision,
    plan: planToJson(later),
  };
  await given.ledger.append("plan_adopted", payload, { actor: "operator" });

  expect(await given.propose(august)).toEqual({ digest, outcome: "unchanged" });
  await expect(given.propose({ ...SEPTEMBER, period: "2026-07" })).rejects.toThrow(
    PeriodOrderError,
  );
});

const YEARS = ["2026-05", "2026-06", "2026-07", "2026-08", "2026-09"];

test("a later month is refused while an earlier one with points is open", async () => {
  await using given = await givenDistribution();
  given.world.closed = YEARS;
  given.world.earned = ["2026-06", "2026-07", "2026-09"];

  await expect(given.propose()).rejects.toThrow(
    "2026-06 has points and was not distributed yet, and 1 more month after it",
  );
  expect(await given.countOf("plan_proposed")).toBe(0);
});

test("all months that ended are settled one after the other, those without points passed by", async () => {
  await using given = await givenDistribution();
  given.world.closed = YEARS;
  given.world.earned = ["2026-06", "2026-07", "2026-09"];
  const until = given.clock.now.toISOString();
  const settled: string[] = [];

  for (const { period } of await given.unsettledPeriods({ until })) {
    if (!given.world.earned.includes(period)) continue;
    const { digest } = await given.propose({ ...SEPTEMBER, period });
    await given.sign(digest);
    await given.settle(digest);
    settled.push(period);
  }

  expect(settled).toEqual(given.world.earned);
  expect(await given.unsettledPeriods({ until })).toEqual([]);
});

test("a month that was passed over stands in nobody's way", async () => {
  await using given = await givenDistribution();
  const { digest } = await given.propose();
  // Work of July came late, from an export.
  given.world.closed = YEARS;

  expect(await given.unsettledPeriods({ until: given.clock.now.toISOString() })).toEqual([
    { period: "2026-09", digest },
  ]);
  expect(await given.propose()).toEqual({ digest, outcome: "unchanged" });
});

test("where nobody earned anything there is no plan", async () => {
  await using given = await givenDistribution();
  given.world.points = givenPoints([]);

  expect(await given.proposePlan(SEPTEMBER)).toBeNull();
  expect(openPlanOf(await given.ledger.read(), "2026-09")).toBeNull();
});

test("an open plan whose points all vanished is replaced by an empty one", async () => {
  await using given = await givenDistribution();
  await given.propose();
  given.world.points = givenPoints([]);

  const { digest } = await given.propose();

  const { plan } = await given.stateOf(digest);
  expect(plan).toMatchObject({ revision: 2, lines: [], batches: [] });
});

test("nobody proposes a plan that too few others could approve, nor without a name", async () => {
  await using given = await givenDistribution();
  const { account } = eva;
  await givenRole(given.ledger, eva, "2026-10-01T00:00:00Z");

  await expect(given.propose()).rejects.toThrow("1 committee members could approve");
  const byEva = { ...SEPTEMBER, proposer: account };
  expect(await given.propose(byEva)).toMatchObject({ outcome: "proposed" });
  await expect(given.propose({ ...SEPTEMBER, proposer: "schedule" })).rejects.toThrow(
    PlanInputError,
  );
});

test("two that propose at once leave one plan", async () => {
  await using given = await givenDistribution();

  const results = await Promise.allSettled([given.propose(), given.propose(), given.propose()]);

  expect(await given.countOf("plan_proposed")).toBe(1);
  for (const result of results) {
    if (result.status === "rejected") {
      expect(result.reason).toMatchObject({ name: "ProposalRaceError" });
    }
  }
  expect(await given.propose()).toMatchObject({ outcome: "unchanged" });
});

test("what is owed without a wallet is written down once, and only for an approved plan", async () => {
  await using given = await givenDistribution();
  const { digest } = await given.propose();
  await expect(given.escrowLines({ digest })).rejects.toThrow("Expected an approved plan");
  await given.sign(digest);

  expect(await given.escrowLines({ digest })).toEqual({ lineCount: 1 });
  await given.escrowLines({ digest });

  expect(await given.countOf("line_escrowed")).toBe(1);
  const { plan, escrowedBaseUnits, carryBaseUnits } = await given.stateOf(digest);
  const paid = plan.lines
    .filter(({ wallet }) => wallet !== null)
    .reduce((total, { amount }) => total + amount, 0n);
  expect(paid + escrowedBaseUnits + carryBaseUnits).toBe(107n);
});

test("a ledger that lacks an event which was landed proposes nothing", async () => {
  await using given = await givenDistribution();
  given.world.landed = await given.ledger.head();
  await given.propose();

  given.world.landed = { seq: 40, hash: "5e".repeat(32) };

  const proposing = given.propose();
  await expect(proposing).rejects.toThrow(LedgerBehindError);
  await expect(proposing).rejects.toThrow("landing holds its event 40 (5e5e5e5e5e5e)");
});

test("months that a re-basing closed are never proposed, and the next one begins without carry", async () => {
  await using given = await givenDistribution();
  const august = await given.propose({ ...SEPTEMBER, period: "2026-08" });
  const { plan } = await given.stateOf(august.digest);
  const { genesis, settler } = plan.chain;
  const rebase = {
    ...{ genesis, settler, newest_signature: "lost", slot: 7, closed_to: "2026-09" },
    ...{ threshold: 2, committee_version: plan.committee.version },
    valid_until: "2027-01-01T00:00:00.000Z",
  };
  const signatures = [bob, eva].map(({ publicKey, sign }) => {
    return { publicKey, signature: sign(rebaseText(rebase)) };
  });
  await rebaseLedger(given.ledger, rebase, { signatures, now: given.clock.now });

  for (const period of ["2026-07", "2026-08", "2026-09"])
    await expect(given.propose({ ...SEPTEMBER, period })).rejects.toThrow(PeriodClosedError);
  given.world.closed = ["2026-08", "2026-09", "2026-10"];
  const until = "2026-11-05T00:00:00Z";
  expect(await given.unsettledPeriods({ until })).toEqual([{ period: "2026-10", digest: null }]);
  const october = await given.propose({ ...SEPTEMBER, period: "2026-10" });
  const { domains } = (await given.stateOf(october.digest)).plan;
  expect(domains.map(({ carryIn }) => carryIn)).toEqual([0n, 0n]);
});
