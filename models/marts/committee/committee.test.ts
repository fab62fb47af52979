import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { POLICY } from "../../../warehouse/ledger/given-releases.ts";
import { ada, eva, givenPlan } from "../../../warehouse/ledger/given.ts";
import { planToJson } from "../../../warehouse/ledger/plan/plan-json.ts";
import type { Plan } from "../../../warehouse/ledger/plan/plan.ts";
import { planLines } from "../../core/distributions/plan_lines.ts";
import { buildThrough, ledgerEvent, RUN } from "../../given.ts";
import { committeeBatches } from "./committee_batches.ts";
import { committeeDomains } from "./committee_domains.ts";
import { committeeLines } from "./committee_lines.ts";
import { committeePlans } from "./committee_plans.ts";
import { myReceipts } from "../trainee/my_receipts.ts";

type Event = readonly [kind: string, payload: object];

function proposed(digest: string, plan: Plan): Event {
  const { period, revision } = plan;
  return ["plan_proposed", { digest, period, revision, plan: planToJson(plan) }];
}

function given(events: readonly Event[]) {
  return givenWarehouse({
    ref_run: [RUN],
    raw_ledger_events_current: events.map(([kind, payload], index) =>
      ledgerEvent(index + 1, kind, payload),
    ),
  });
}

const PLAN = givenPlan();
const ESCROWED = PLAN.lines.find(({ wallet }) => wallet === null)!;
const escrowedOf = ({ lines }: Plan) => lines.find(({ wallet }) => wallet === null)?.id ?? "";
const approval = (account: string): Event => ["plan_approved", { digest: "d1", account }];
const paid = (batch: number): Event => [
  "batch_paid",
  { digest: "d1", batch, signature: `s${batch}`, slot: 1 },
];
const SETTLEMENT: readonly Event[] = [
  paid(0),
  paid(1),
  ["line_escrowed", { digest: "d1", line_id: ESCROWED.id, amount_base_units: "10" }],
  ["distribution_settled", { digest: "d1" }],
];

test("a settled plan adds up: paid, owed and carried are the budget and what was carried in", async () => {
  await using warehouse = await given([proposed("d1", PLAN), ...SETTLEMENT]);

  expect(await buildThrough(warehouse, committeePlans)).toEqual([
    {
      ...{ digest: "d1", period: "2026-09", revision: 1, status: "settled", predecessor: null },
      ...{ proposer_name: expect.stringMatching(/^m_/), threshold: 2, line_count: 3n },
      genesis: PLAN.chain.genesis,
      ...{ proposed_at: new Date(PLAN.proposedAt), expires_at: new Date(PLAN.expiresAt) },
      ...{ budget_base_units: "110", carry_in_base_units: "5", lines_base_units: "100" },
      ...{ paid_base_units: "90", escrowed_base_units: "10", carry_base_units: "15" },
      ...{ releases_base_units: "0", released_base_units: "0", expired_base_units: "0" },
      difference_base_units: "0",
    },
  ]);
});

test("a plan is approved once enough different members have signed it", async () => {
  await using once = await given([proposed("d1", PLAN), approval("bob"), approval("bob")]);
  await using twice = await given([proposed("d1", PLAN), approval("bob"), approval("eva")]);

  expect((await buildThrough(once, committeePlans))[0]?.status).toBe("open");
  expect((await buildThrough(twice, committeePlans))[0]?.status).toBe("approved");
});

test("a plan that a later revision replaced is superseded, whatever was signed", async () => {
  const next = givenPlan({ revision: 2, predecessor: "ab".repeat(32) });
  await using warehouse = await given([
    proposed("d1", PLAN),
    approval("bob"),
    approval("eva"),
    proposed("d2", next),
  ]);

  const rows = await buildThrough(warehouse, committeePlans);

  expect(rows.map(({ digest, status }) => [digest, status])).toEqual([
    ["d1", "superseded"],
    ["d2", "open"],
  ]);
});

test("each domain adds up, one that nobody worked in too", async () => {
  await using warehouse = await given([proposed("d1", PLAN)]);

  expect(await buildThrough(warehouse, committeeDomains)).toEqual([
    {
      ...{
        digest: "d1",
        domain: "community",
        budget_base_units: "95",
        expired_base_units: "0",
        carry_in_base_units: "5",
      },
      ...{ lines_base_units: "100", carry_out_base_units: "0", difference_base_units: "0" },
    },
    {
      ...{
        digest: "d1",
        domain: "world",
        budget_base_units: "15",
        expired_base_units: "0",
        carry_in_base_units: "0",
      },
      ...{ lines_base_units: "0", carry_out_base_units: "15", difference_base_units: "0" },
    },
  ]);
});

/** November pays what September kept for Eva, or takes it back; its own budget stays the same. */
function november(turn: "releases" | "expired"): Plan {
  const kept = { ...ESCROWED, period: "2026-09", plan: "d1" };
  const isReleased = turn === "releases";
  return givenPlan({
    ...{ period: "2026-11", policy: POLICY },
    releases: isReleased ? [{ ...kept, wallet: eva.wallet }] : [],
    expired: isReleased ? [] : [kept],
    domains: isReleased
      ? PLAN.domains
      : PLAN.domains.map((one) => ({
          ...one,
          carryOut: one.carryOut + (one.domain === ESCROWED.domain ? 10n : 0n),
        })),
    batches: [
      ...givenPlan({ period: "2026-11" }).batches,
      ...(isReleased ? [{ lineIds: [ESCROWED.id], createsAccounts: true }] : []),
    ],
  });
}

const inNovember = ([kind, payload]: Event): Event => [kind, { ...payload, digest: "d2" }];

test("what is released stands beside the budget, and with its own month on the receipt", async () => {
  const plan = november("releases");
  await using warehouse = await given([
    ...[proposed("d1", PLAN), ...SETTLEMENT, proposed("d2", plan)],
    ...[inNovember(paid(0)), inNovember(paid(1)), inNovember(paid(2))],
    ["line_escrowed", { digest: "d2", line_id: escrowedOf(plan), amount_base_units: "10" }],
    ["distribution_settled", { digest: "d2" }],
  ]);

  const plans = await buildThrough(warehouse, committeePlans);
  const lines = await buildThrough(warehouse, committeeLines);
  const receipts = await buildThrough(warehouse, myReceipts);

  expect(plans.find(({ digest }) => digest === "d2")).toMatchObject({
    ...{ paid_base_units: "90", released_base_units: "10", escrowed_base_units: "10" },
    ...{ carry_base_units: "15", difference_base_units: "0" },
  });
  expect(lines.filter(({ kept_period }) => kept_period !== null)).toMatchObject([
    { digest: "d2", line_id: ESCROWED.id, kept_period: "2026-09", receipt_digest: "d1" },
  ]);
  expect(receipts.filter(({ line_id }) => line_id === ESCROWED.id)).toMatchObject([
    { digest: "d1", period: "2026-09", status: "paid", released_in: "2026-11", signature: "s2" },
  ]);
});

test("what was kept too long is in the carry, and its receipt says so", async () => {
  await using warehouse = await given([
    ...[proposed("d1", PLAN), ...SETTLEMENT, proposed("d2", november("expired"))],
    ["escrow_expired", { digest: "d2", line_id: ESCROWED.id, amount_base_units: "10" }],
  ]);

  const domains = await buildThrough(warehouse, committeeDomains);
  const receipts = await buildThrough(warehouse, myReceipts);

  expect(domains.find(({ digest, domain }) => digest === "d2" && domain === "community")).toEqual(
    expect.objectContaining({
      ...{ expired_base_units: "10", carry_out_base_units: "10", difference_base_units: "0" },
    }),
  );
  expect(receipts.find(({ line_id }) => line_id === ESCROWED.id)?.status).toBe("taken_back");
});

test("a plan that a member in conflict signed is open until one more has, or all who may", async () => {
  const signed = (...accounts: readonly string[]) =>
    accounts.map((account): Event => ["plan_approved", { digest: "d1", account }]);
  const members = ["a_1", "a_2", "a_3", PLAN.proposer].toSorted();
  const statusBy = async (accounts: readonly string[], of = members) => {
    const committee = { ...PLAN.committee, members: of };
    const policy = { ...POLICY, conflicted: ["a_1"] };
    await using warehouse = await given([
      proposed("d1", { ...PLAN, policy, committee }),
      ...signed(...accounts),
    ]);
    return (await buildThrough(warehouse, committeePlans))[0]?.status;
  };

  expect(await statusBy(["a_1", "a_2"])).toBe("open");
  expect(await statusBy(["a_2", "a_3"])).toBe("approved");
  expect(await statusBy(["a_1", "a_2", "a_3"])).toBe("approved");
  expect(await statusBy(["a_1", "a_2"], ["a_1", "a_2", PLAN.proposer].toSorted())).toBe("approved");
});

test("a domain that does not add up blocks the snapshot", async () => {
  const domains = [{ domain: "community", budget: 96n, carryIn: 5n, carryOut: 0n }];
  await using warehouse = await given([proposed("d1", givenPlan({ domains }))]);
  await buildThrough(warehouse, committeeDomains);

  expect(await warehouse.failingChecks(committeeDomains)).toEqual([
    "each domain is spent to the unit",
  ]);
});

test("a line shows its share of the domain, and whether it is owed or in a batch", async () => {
  await using warehouse = await given([proposed("d1", PLAN)]);

  const rows = await buildThrough(warehouse, committeeLines);

  const shown = rows.map((row) => [
    row.member_id,
    row.share_ppm,
    row.is_escrowed,
    row.batch !== null,
  ]);
  expect(shown.toSorted()).toEqual([
    ["m_bob", 300_000n, false, true],
    ["m_eva", 100_000n, true, false],
    ["m_zoe", 600_000n, false, true],
  ]);
});

test("shares that do not add up to their line block the snapshot", async () => {
  const [first, ...rest] = PLAN.shares;
  const shares = [{ ...first!, amount: first!.amount + 1n }, ...rest];
  await using wrong = await given([proposed("d1", givenPlan({ shares }))]);
  await using right = await given([proposed("d1", PLAN)]);
  await buildThrough(wrong, planLines);
  await buildThrough(right, planLines);

  expect(await wrong.failingChecks(planLines)).toEqual(["shares add up to their line"]);
  expect(await right.failingChecks(planLines)).toEqual([]);
});

test("shares with other points than their line has are named", async () => {
  const [first, ...rest] = PLAN.shares;
  const shares = [{ ...first!, points: first!.points - 1n }, ...rest];
  await using wrong = await given([proposed("d1", givenPlan({ shares }))]);
  await buildThrough(wrong, planLines);

  expect(await wrong.failingChecks(planLines)).toEqual([
    "points of shares add up to those of their line",
  ]);
});

test("a batch is planned until the ledger says that it was paid or voided", async () => {
  await using warehouse = await given([
    proposed("d1", PLAN),
    paid(0),
    ["batch_voided", { digest: "d1", batch: 1, signature: "v1", slot: 1 }],
  ]);

  const rows = await buildThrough(warehouse, committeeBatches);

  expect(rows.map(({ batch, status, signature }) => [batch, status, signature])).toEqual([
    [0, "paid", "s0"],
    [1, "voided", "v1"],
  ]);
});

test("a receipt says open, then approved, then paid or owed", async () => {
  const approvals = [approval("bob"), approval("eva")];
  const statuses = async (events: readonly Event[]) => {
    await using warehouse = await given([proposed("d1", PLAN), ...events]);
    const rows = await buildThrough(warehouse, myReceipts);
    return rows.map(({ member_id, status }) => `${member_id} ${status}`).toSorted();
  };

  expect(await statuses([])).toEqual(["m_bob open", "m_eva open", "m_zoe open"]);
  expect(await statuses(approvals)).toEqual(["m_bob approved", "m_eva escrowed", "m_zoe approved"]);
  expect(await statuses([...approvals, ...SETTLEMENT])).toEqual([
    "m_bob paid",
    "m_eva escrowed",
    "m_zoe paid",
  ]);
});

test("of a superseded plan only what it paid is on a receipt", async () => {
  const next = givenPlan({ revision: 2, lines: [], shares: [], batches: [], domains: [] });
  await using warehouse = await given([proposed("d1", PLAN), paid(0), proposed("d2", next)]);

  const rows = await buildThrough(warehouse, myReceipts);

  expect(rows.map(({ digest, status, signature }) => [digest, status, signature])).toEqual([
    ["d1", "paid", "s0"],
  ]);
});

test("the proposer of a plan is known though nothing else is", async () => {
  await using warehouse = await given([proposed("d1", givenPlan({ proposer: ada.account }))]);

  expect(await buildThrough(warehouse, committeePlans)).toHaveLength(1);
});
