/** What tests about proposing begin with. No product code imports this. */
import { approvalText, approve, distributionState } from "../../warehouse/ledger/index.ts";
import type { LedgerHead, LedgerKind } from "../../warehouse/ledger/index.ts";
import { ada, bob, eva, givenCommittee, givenLedger } from "../../warehouse/ledger/given.ts";
import { addressOf, givenChain, givenPoints, inMonth } from "./given-period.ts";
import { recountOf } from "./given-recount.ts";
import { createDistributionActivities, createProposalActivities } from "./index.ts";

export const SEPTEMBER = { period: "2026-09", proposer: ada.account };
export const SETTLER = { actor: "settler" };

/** Three paid members and one without a wallet, 100 units; everything can be changed on the way. */
export async function givenDistribution() {
  const given = givenLedger();
  await givenCommittee(given.ledger);
  const world = {
    points: givenPoints(
      [
        ["m_zoe", "community", 4_000_000n],
        ["m_kim", "community", 3_000_000n],
        ["m_lea", "community", 2_000_000n],
        ["m_max", "community", 1_000_000n],
      ],
      ["m_max"],
    ),
    /** Files of landing that are not as they were loaded. */
    damaged: [] as readonly string[],
    /** What SQL counts from, where that is not what was planned by. */
    scores: null as ReturnType<typeof givenPoints> | null,
    chain: givenChain({ [addressOf("m_zoe")]: "exists" }),
    budgets: { community: 100n, personal: 7n } as Record<string, bigint>,
    policy: { conflictSharePpm: 50_000, objectionMs: 0 },
    /** How long escrow is kept. */
    keptMs: 365 * 24 * 60 * 60 * 1_000,
    /** Months that are paid for and have ended; in all of them somebody earned something. */
    closed: [SEPTEMBER.period],
    /** Fewer months in which somebody did. */
    earned: null as readonly string[] | null,
    /** The newest event of the ledger that landing holds. */
    landed: null as LedgerHead | null,
    /** Happens after a proposal has read the ledger, and before it appends. */
    meanwhile: async (): Promise<unknown> => await Promise.resolve(),
  };
  const closedPeriods = () => world.closed;
  const common = { ledger: given.ledger, now: () => given.clock.now, closedPeriods };
  const proposing = createProposalActivities({
    ...common,
    readPoints: async (period) => await Promise.resolve(inMonth(world.points, period)),
    earnedPeriods: async () => await Promise.resolve(new Set(world.earned ?? world.closed)),
    landedHead: async () => await Promise.resolve(world.landed),
    chainFacts: async () => {
      await world.meanwhile();
      return world.chain;
    },
    damagedInputs: async () => await Promise.resolve(world.damaged),
    recount: recountOf(() => world.scores ?? world.points),
    config: {
      get budgets() {
        return world.budgets;
      },
      committee: { threshold: 2, approvalDays: 7 },
      get policy() {
        return world.policy;
      },
      escrowMonths: 12,
      keptUntil: (settledAt) => new Date(settledAt.getTime() + world.keptMs),
    },
  });
  const activities = {
    ...proposing,
    ...createDistributionActivities(common),
  };
  const propose = async (input = SEPTEMBER) => {
    const proposed = await activities.proposePlan(input);
    if (proposed === null) throw new Error("somebody earned something");
    return proposed;
  };
  const stateOf = async (digest: string) => {
    const state = distributionState(await given.ledger.read(), digest, given.clock.now);
    if (state === null) throw new Error("the plan is there");
    return state;
  };
  const sign = async (digest: string, people = [bob, eva]) => {
    const text = approvalText((await stateOf(digest)).plan, digest);
    for (const { account, publicKey, sign: by } of people) {
      const approval = { digest, account, publicKey, signature: by(text), now: given.clock.now };
      await approve(given.ledger, approval);
    }
  };
  const close = async (digest: string, kind: "batch_paid" | "batch_voided", batch: number) => {
    const payload = { digest, batch, signature: `${kind}-${batch}`, slot: 1 };
    await given.ledger.append(kind, payload, SETTLER);
  };
  const settle = async (digest: string) => {
    const { batches } = await stateOf(digest);
    for (const { batch } of batches) await close(digest, "batch_paid", batch);
    await activities.escrowLines({ digest });
    const zero = "0";
    const settlement = {
      digest,
      paid_base_units: zero,
      escrowed_base_units: zero,
      carry_base_units: zero,
      treasury_before_base_units: zero,
      treasury_after_base_units: zero,
      difference_base_units: zero,
    };
    const { plan } = await stateOf(digest);
    for (const { id, amount } of plan.expired) {
      const expiry = {
        digest,
        line_id: id,
        amount_base_units: `${amount}`,
        reason: "too long ago",
      };
      await given.ledger.append("escrow_expired", expiry, SETTLER);
    }
    await given.ledger.append("distribution_settled", settlement, SETTLER);
  };
  const countOf = async (kind: LedgerKind) => (await given.ledger.read({ kinds: [kind] })).length;
  return { ...given, world, ...activities, propose, stateOf, sign, close, settle, countOf };
}
