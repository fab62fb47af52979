/** A distribution that went wrong after it was approved ends settled: on a chain, from plan to sum. */
import { expect, test } from "vitest";

import {
  createDistributionActivities,
  createProposalActivities,
} from "../activities/distribution/index.ts";
import { givenPoints } from "../activities/distribution/given-period.ts";
import { recountOf } from "../activities/distribution/given-recount.ts";
import { tokenAccountStates } from "../activities/settlement/index.ts";
import { givenSettlement, walletOf } from "../activities/settlement/given.ts";
import { giveAway, ownerOf } from "../activities/settlement/given-strangers.ts";
import { ada, bob, eva, givenRole, NOON, zoe } from "../warehouse/ledger/given.ts";
import {
  approvalText,
  approve,
  distributionState,
  openPlanOf,
  OPERATOR,
  steer,
  type Steer,
} from "../warehouse/ledger/index.ts";
import { distribute } from "./distribute.ts";
import { runtimeOf } from "./testing.ts";

const PERIOD = "2026-09";
const MEMBERS = Array.from({ length: 16 }, (_, index) => `m_${index}`);
const BUDGET = 16_000_000n;

/** Sixteen members who earned alike, in three batches, approved by two of three. */
async function givenMonth() {
  const given = await givenSettlement();
  const { ledger, chain } = given;
  const points = givenPoints(MEMBERS.map((member) => [member, "community", 1_000_000n]));
  const wallets = MEMBERS.map((member_id) => ({
    member_id,
    wallet: walletOf(member_id),
    counts_from: new Date(0),
  }));
  const time = { now: NOON };
  const now = () => time.now;
  const closedPeriods = () => [PERIOD];
  const chainFacts = async (asked: readonly string[]) => ({
    ...given.facts,
    format: "legacy" as const,
    tokenAccounts: await tokenAccountStates(chain.chain, given.facts, asked),
  });
  const activities = {
    ...createProposalActivities({
      ...{ ledger, now, closedPeriods, chainFacts },
      readPoints: async () => await Promise.resolve({ ...points, wallets }),
      earnedPeriods: async () => await Promise.resolve(new Set([PERIOD])),
      landedHead: async () => await Promise.resolve(null),
      damagedInputs: async () => await Promise.resolve([]),
      recount: recountOf(() => points),
      config: {
        budgets: { community: BUDGET },
        committee: { threshold: 2, approvalDays: 7 },
        policy: { conflictSharePpm: 50_000, objectionMs: 0 },
        escrowMonths: 12,
        keptUntil: () => new Date("2100-01-01T00:00:00Z"),
      },
    }),
    ...createDistributionActivities({ ledger, now, closedPeriods }),
    ...given.activities({ clock: { now: () => now().getTime() } }),
  };
  const input = { period: PERIOD, proposer: ada.account };
  const open = async () => {
    const events = await ledger.read();
    const digest = openPlanOf(events, PERIOD)?.digest ?? "";
    return distributionState(events, digest, now()) ?? expect.unreachable();
  };
  return Object.assign(given, {
    open,
    propose: async () => void (await activities.proposePlan(input)),
    async sign() {
      const { digest, plan } = await open();
      for (const { account, publicKey, sign } of [bob, eva]) {
        const signature = sign(approvalText(plan, digest));
        await approve(ledger, { digest, account, publicKey, signature, now: now() });
      }
    },
    ask: (wish: Steer) =>
      steer(ledger, wish, { period: PERIOD, actor: OPERATOR, reason: "a test", now: now() }),
    /** One run, as the conductor starts it; time on the chain passes in its pauses. */
    async run(meanwhile: Partial<typeof activities> = {}) {
      const runtime = {
        ...runtimeOf({ ...activities, ...meanwhile }, new Set(), { asksMax: 0 }),
        shouldRestart: () => false,
        async sleep() {
          await Promise.resolve();
          chain.advance(40);
        },
        // Nobody comes: what waits for people ends the run.
        async wait(): Promise<boolean> {
          return await Promise.reject(new Error("waits for people"));
        },
      };
      return (await distribute(runtime, input)).status;
    },
    steps: activities,
    time,
  });
}

async function settledOf({ ledger }: Awaited<ReturnType<typeof givenMonth>>) {
  return (await ledger.read({ kinds: ["distribution_settled"] })).map(({ payload }) => payload);
}

test("a wallet given away after the approval: the others are paid, and a revision keeps its line", async () => {
  await using given = await givenMonth();
  await given.propose();
  await given.sign();
  const { plan, batches } = await given.open();
  const gone = plan.lines.find(({ id }) => batches[0]?.lineIds.includes(id))?.member ?? "";
  await giveAway(given, ownerOf(gone), given.settler.publicKey);

  expect(await given.run()).toBe("revising");
  await expect(given.run()).rejects.toThrow("waits for people");
  const second = await given.open();
  expect(second.plan.lines.filter(({ wallet }) => wallet === null)).toMatchObject([
    { member: gone, amount: BUDGET / 16n },
  ]);
  await given.sign();
  expect(await given.run()).toBe("settled");

  const left = BigInt(batches[0]?.lineIds.length ?? 0) - 1n;
  expect(await settledOf(given)).toMatchObject([
    {
      digest: second.digest,
      paid_base_units: `${(left * BUDGET) / 16n}`,
      escrowed_base_units: `${BUDGET / 16n}`,
      difference_base_units: "0",
    },
  ]);
});

test("approvals that ended half-way: the error names the command that leads to settled", async () => {
  await using given = await givenMonth();
  await given.propose();
  await given.sign();
  const { prepareBatch } = given.steps;
  const meanwhile = async (input: { digest: string; batch: number }) => {
    // A fourth member joins before the second batch is signed: what was approved counts no more.
    if (input.batch === 1) await givenRole(given.ledger, zoe);
    return await prepareBatch(input);
  };

  await expect(given.run({ prepareBatch: meanwhile })).rejects.toThrow(
    /0 of 2 approvals count.*`vklad distribute --void 2026-09 --reason TEXT`/,
  );
  await expect(given.run()).rejects.toThrow("`vklad distribute --void 2026-09 --reason TEXT`");
  await given.ask("void");
  expect(await given.run()).toBe("voided");
  await expect(given.run()).rejects.toThrow("waits for people");
  await given.sign();
  expect(await given.run()).toBe("settled");

  const [settled] = await settledOf(given);
  const first = await given.ledger.read({ kinds: ["batch_paid"] });
  expect(first.length).toBeGreaterThan(1);
  expect(settled).toMatchObject({ difference_base_units: "0", escrowed_base_units: "0" });
  const balances = await given.steps.balances({ digest: (await given.open()).digest });
  for (const { amountBaseUnits } of balances) expect(amountBaseUnits).toBe(`${BUDGET / 16n}`);
});

test("held between two batches it waits, and resumed it is paid to its end", async () => {
  await using given = await givenMonth();
  await given.propose();
  await given.sign();
  const { prepareBatch } = given.steps;
  const meanwhile = async (input: { digest: string; batch: number }) => {
    if (input.batch === 1) await given.ask("hold");
    return await prepareBatch(input);
  };

  await expect(given.run({ prepareBatch: meanwhile })).rejects.toThrow("waits for people");
  expect((await given.open()).batches.map(({ status }) => status)).toEqual([
    ...["paid", "planned", "planned"],
  ]);
  await given.ask("resume");

  expect(await given.run()).toBe("settled");
  expect(await settledOf(given)).toMatchObject([{ paid_base_units: `${BUDGET}` }]);
});

test("short until it expired: voided by command, proposed anew, signed and settled", async () => {
  await using given = await givenMonth();
  await given.propose();
  await given.sign();
  given.time.now = new Date("2026-10-20T12:00:00Z");

  await expect(given.run()).rejects.toThrow("`vklad distribute --void 2026-09 --reason TEXT`");
  await given.ask("void");
  expect(await given.run()).toBe("voided");
  await expect(given.run()).rejects.toThrow("waits for people");
  await given.sign();

  expect(await given.run()).toBe("settled");
  expect(await settledOf(given)).toMatchObject([{ paid_base_units: `${BUDGET}` }]);
});
