import { expect, test } from "vitest";

import { fc } from "../../test/property.ts";
import { assertProposable, lineId, planDigest } from "../../warehouse/ledger/index.ts";
import type { Plan } from "../../warehouse/ledger/index.ts";
import { PlanInputError } from "./errors.ts";
import { addressOf, givenChain, givenInputs, givenPoints, PROPOSED_AT } from "./given-period.ts";
import { isStillPayable } from "./same-content.ts";
import { planDistribution } from "./plan-distribution.ts";
import type { PlanInputs, TakenLine } from "./plan-inputs.ts";

/** Seeds are fixed so that a failure can be looked at twice. */
const RUNS = { seed: 20_261_005, numRuns: 120 } as const;

const DOMAINS = ["personal", "community", "world"];
const units = fc.bigInt({ min: 0n, max: 50_000_000_000n });
const money = fc.record(Object.fromEntries(DOMAINS.map((domain) => [domain, units])));

/** Up to 30 members with up to 120 contributions; some without a wallet, some accounts there. */
const anyInputs: fc.Arbitrary<PlanInputs> = fc
  .record({
    rows: fc.array(
      fc.tuple(
        fc.nat(30).map((member) => `m_${member}`),
        fc.constantFrom(...DOMAINS),
        fc.bigInt({
          min: 0n,
          max: 3000000n,
        }),
      ),
      { maxLength: 120 },
    ),
    budgets: money,
    carryIn: money,
  })
  .map(({ rows, budgets, carryIn }) => {
    const walletless = ["m_3", "m_4", "m_5"];
    const points = givenPoints(rows, walletless);
    const exists = ["m_0", "m_1", "m_2", "m_6"].map((m) => [addressOf(m), "exists"] as const);
    const chain = givenChain(Object.fromEntries(exists));
    return givenInputs({ ...points, budgets, carryIn, chain });
  });

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, one) => total + one, 0n);

/** The one line of a member in a domain. */
function lineOf(plan: Plan, member: string, domain = "community") {
  return plan.lines.find((line) => line.member === member && line.domain === domain);
}

function takenLine(
  lineId: string,
  amount: bigint,
  contributions: readonly string[] = [],
): TakenLine {
  return { period: "2026-09", lineId, domain: "community", amount, contributions };
}

test("lines and carry add up to budget and carry, in each domain, and nothing is negative", () => {
  fc.assert(
    fc.property(anyInputs, (inputs) => {
      const plan = planDistribution(inputs);
      // Also checks order, batches and shares.
      planDigest(plan);
      for (const { domain, carryOut } of plan.domains) {
        const lines = plan.lines.filter((line) => line.domain === domain);
        const pool = (inputs.budgets[domain] ?? 0n) + (inputs.carryIn[domain] ?? 0n);
        expect(sum(lines.map(({ amount }) => amount)) + carryOut).toBe(pool);
        expect(carryOut === 0n || lines.length === 0).toBe(true);
      }
      expect(plan.lines.every(({ amount }) => amount > 0n)).toBe(true);
      expect(plan.shares.every(({ amount }) => amount >= 0n)).toBe(true);
    }),
    RUNS,
  );
});

test("shuffling every input leaves the digest equal", () => {
  const shuffled = anyInputs.chain((inputs) =>
    fc.record({
      inputs: fc.constant(inputs),
      memberPoints: shuffleOf(inputs.memberPoints),
      contributionPoints: shuffleOf(inputs.contributionPoints),
      wallets: shuffleOf(inputs.wallets),
    }),
  );
  fc.assert(
    fc.property(shuffled, ({ inputs, ...rows }) => {
      const budgets = Object.fromEntries(Object.entries(inputs.budgets).toReversed());
      const other = planDistribution({ ...inputs, ...rows, budgets });
      expect(planDigest(other)).toBe(planDigest(planDistribution(inputs)));
    }),
    RUNS,
  );
});

function shuffleOf<T>(rows: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...rows], { minLength: rows.length });
}

test("each unit of a line is traced to contributions, in proportion to their points", () => {
  const points = givenPoints([
    ["m_ada", "community", 2_000_000n],
    ["m_ada", "community", 1_000_000n],
    ["m_ada", "community", 0n],
  ]);

  const { lines, shares } = planDistribution(
    givenInputs({ ...points, budgets: { community: 100n } }),
  );

  expect(lines).toMatchObject([{ member: "m_ada", amount: 100n, points: 3_000_000n }]);
  expect(shares).toEqual([
    { lineId: lines[0]?.id, contribution: "c_0000", points: 2_000_000n, amount: 67n },
    { lineId: lines[0]?.id, contribution: "c_0001", points: 1_000_000n, amount: 33n },
  ]);
});

test("a receipt lists the line's own work as it was scored, and none that was paid before", () => {
  const paidBefore = anyInputs.chain((inputs) => {
    const work = inputs.contributionPoints.map((row) => row.contribution_id);
    const line = (period: string) => ({ period, lineId: "ab".repeat(32), domain: "community" });
    return fc.subarray(work).map((contributions) => {
      const taken = [{ ...line("2026-07"), amount: 9n, contributions }];
      return { ...inputs, taken };
    });
  });
  fc.assert(
    fc.property(paidBefore, (inputs) => {
      const plan = planDistribution(inputs);
      assertProposable(plan);
      const scored = new Map(inputs.contributionPoints.map((row) => [row.contribution_id, row]));
      const lines = new Map(plan.lines.map((line) => [line.id, line]));
      const paid = new Set(inputs.taken.flatMap(({ contributions }) => contributions));
      for (const { lineId, contribution, points } of plan.shares) {
        const { member, domain } = lines.get(lineId) ?? {};
        const row = { contribution_id: contribution, period: inputs.period, points };
        expect(scored.get(contribution)).toEqual({ ...row, member_id: member, domain });
        expect(paid.has(contribution)).toBe(false);
      }
    }),
    RUNS,
  );
});

test("work that another month paid is not paid again, and its month's money is not touched", () => {
  const taken = [{ ...takenLine("ab".repeat(32), 60n, ["c_0000"]), period: "2026-07" }];

  const { lines, domains } = planDistribution(givenInputs({ taken }));

  expect(lines).toMatchObject([{ member: "m_bob", points: 1_000_000n, amount: 100n }]);
  expect(domains[0]).toMatchObject({ domain: "community", budget: 100n, carryOut: 0n });
});

test("a domain in which nobody earned anything is carried over whole", () => {
  const plan = planDistribution(givenInputs({ carryIn: { personal: 7n, world: 3n } }));

  expect(plan.domains).toEqual([
    { domain: "community", budget: 100n, carryIn: 0n, carryOut: 0n },
    { domain: "personal", budget: 40n, carryIn: 7n, carryOut: 47n },
    { domain: "world", budget: 0n, carryIn: 3n, carryOut: 3n },
  ]);
  expect(plan.lines.map(({ member, amount }) => [member, amount]).toSorted()).toEqual([
    ["m_ada", 75n],
    ["m_bob", 25n],
  ]);
});

test("a line too small for one unit is dropped and the domain still adds up", () => {
  const points = givenPoints([
    ["m_ada", "community", 1_000_000n],
    ["m_bob", "community", 1n],
  ]);

  const plan = planDistribution(givenInputs({ ...points, budgets: { community: 100n } }));

  expect(plan.lines).toMatchObject([{ member: "m_ada", amount: 100n }]);
  planDigest(plan);
});

test("a wallet that was changed lately is not paid, nor is anybody who names it", () => {
  const points = givenPoints([
    ["m_ada", "community", 1n],
    ["m_bob", "community", 1n],
    ["m_eva", "community", 1n],
    ["m_zoe", "community", 1n],
  ]);
  const later = new Date(PROPOSED_AT.getTime() + 1);
  const rows: Record<string, object> = {
    m_ada: { counts_from: PROPOSED_AT },
    m_bob: { counts_from: later },
    // Zoe's wallet is Eva's since today: one of the two has not proven it.
    m_eva: { counts_from: later, wallet: addressOf("m_zoe") },
  };
  const wallets = points.wallets.map((row) => ({ ...row, ...rows[row.member_id] }));

  const { lines } = planDistribution(givenInputs({ ...points, wallets }));

  const paid = lines.filter(({ wallet }) => wallet !== null);
  expect(paid.map(({ member, wallet }) => [member, wallet])).toEqual([
    ["m_ada", addressOf("m_ada")],
  ]);
});

test("without a wallet of their own that can be paid, a member is owed in escrow", () => {
  const names = ["ada", "bob", "eva", "zoe", "kim", "lea", "max"].map((name) => `m_${name}`);
  const points = givenPoints(names.map((name) => [name, "community", 1_000_000n]));
  const changed = new Map([
    ["m_bob", addressOf("treasury")],
    ["m_eva", "11111111111111111111111111111111"],
    ["m_zoe", addressOf("m_kim")],
    ["m_max", "not an address"],
  ]);
  const wallets = points.wallets.map(({ member_id, wallet, counts_from }) => ({
    counts_from,
    member_id,
    wallet: changed.get(member_id) ?? wallet,
  }));
  const chain = givenChain({ [addressOf("m_lea")]: "unusable" });

  const plan = planDistribution(givenInputs({ ...points, wallets, chain }));

  expect(lineOf(plan, "m_ada")?.wallet).toBe(addressOf("m_ada"));
  // Zoe names Kim's wallet: neither is believed.
  expect(plan.lines.filter(({ wallet }) => wallet !== null)).toHaveLength(1);
  expect(plan.batches.flatMap(({ lineIds }) => lineIds)).toEqual([lineOf(plan, "m_ada")?.id]);
});

test.each([
  ["legacy", [14, 14, 2], [7, 3]],
  ["v1", [30], [10]],
] as const)(
  "batches hold what a %s transaction does, accounts that exist apart, by line id",
  (format, paying, creating) => {
    const names = Array.from({ length: 40 }, (_, index) => `m_${index}`);
    const points = givenPoints(names.map((name) => [name, "community", 1_000_000n]));
    const there = names.slice(0, 30).map((name) => [addressOf(name), "exists"] as const);
    const chain = { ...givenChain(Object.fromEntries(there)), format };

    const plan = planDistribution(
      givenInputs({ ...points, chain, budgets: { community: 4_000n } }),
    );
    const { batches } = plan;

    expect(
      batches.map(({ lineIds, createsAccounts }) => [lineIds.length, createsAccounts]),
    ).toEqual([
      ...paying.map((count) => [count, false]),
      ...creating.map((count) => [count, true]),
    ]);
    const existing = batches.filter((b) => !b.createsAccounts).flatMap(({ lineIds }) => lineIds);
    expect(existing).toEqual(existing.toSorted());
    expect(isStillPayable(plan, chain)).toBe(true);
    expect(isStillPayable(plan, { ...chain, format: "legacy" })).toBe(format === "legacy");
  },
);

test("a revision leaves out what was paid, and its money, by line and by contribution", () => {
  const first = planDistribution(givenInputs());
  const paid = lineOf(first, "m_ada");
  if (paid === undefined) throw new Error("Ada has a line");
  const taken = [takenLine(paid.id, 75n, ["c_0000"])];
  // Meanwhile Ada's accounts were joined under another name, and Bob did more.
  const rows = [
    ["m_joined", "community", 3_000_000n],
    ["m_bob", "community", 1_000_000n],
    ["m_bob", "community", 1_000_000n],
  ] as const;
  const previous = { digest: planDigest(first), revision: 1 };

  const second = planDistribution(givenInputs({ ...givenPoints(rows), taken, previous }));

  expect(second).toMatchObject({ revision: 2, predecessor: previous.digest });
  expect(second.lines).toMatchObject([{ member: "m_bob", points: 2_000_000n, amount: 25n }]);
  expect(second.domains[0]).toEqual({
    domain: "community",
    budget: 25n,
    carryIn: 0n,
    carryOut: 0n,
  });
  planDigest(second);
});

test("money taken comes out of carry first, then out of the budget", () => {
  const id = lineId({
    mint: addressOf("mint"),
    period: "2026-09",
    member: "m_x",
    domain: "community",
  });
  const taken = [takenLine(id, 30n)];

  const { domains } = planDistribution(givenInputs({ taken, carryIn: { community: 10n } }));

  expect(domains[0]).toMatchObject({ budget: 80n, carryIn: 0n });
});

const { contributionPoints: WORK, memberPoints: EARNED } = givenInputs();

test.each<[string, Partial<PlanInputs>, RegExp]>([
  ["negative points", givenPoints([["m_ada", "community", -1n]]), /m_ada has -1 points/],
  ["a domain without a budget", givenPoints([["m_ada", "moon", 1n]]), /points in domain moon/],
  [
    "points from nowhere",
    { contributionPoints: [] },
    /m_ada has 3000000 points in community, and contributions of 0/,
  ],
  [
    "points that nobody is to get",
    { memberPoints: [] },
    /m_ada has 0 points in community, and contributions of 3000000/,
  ],
  [
    "work of another month",
    { contributionPoints: WORK.map((row) => ({ ...row, period: "2026-08" })) },
    /c_0000 is of 2026-08/,
  ],
  [
    "points of another month",
    { memberPoints: EARNED.map((row) => ({ ...row, period: "2026-08" })) },
    /m_ada's points in community are of 2026-08/,
  ],
  ["a negative budget", { budgets: { community: -1n, personal: 0n } }, /has budget -1/],
  ["a contribution twice", { contributionPoints: [...WORK, ...WORK] }, /c_0000 comes twice/],
  [
    "two wallets of one member",
    {
      wallets: ["x", "y"].map((name) => ({
        ...{ member_id: "m_ada", wallet: addressOf(name), counts_from: PROPOSED_AT },
      })),
    },
    /m_ada has wallets/,
  ],
])("%s: no plan is made", (_title, changes, message) => {
  const plan = () => planDistribution(givenInputs(changes));

  expect(plan).toThrow(PlanInputError);
  expect(plan).toThrow(message);
});
