import { expect, test } from "vitest";

import { createRandom } from "../../../demo/random.ts";
import { approve } from "../approval/approve.ts";
import { bob, eva, givenCommittee, givenLedger, givenPlan, givenProposal, NOON } from "../given.ts";
import { packed } from "../given-releases.ts";
import { planToJson } from "../plan/plan-json.ts";
import type { Plan } from "../plan/plan.ts";
import type { Ledger } from "../store/ledger.ts";
import { openConcerning } from "./concerning.ts";
import { distributionState } from "./distribution-state.ts";
import { escrowFault } from "./escrows.ts";
import { withheldFault } from "./line-words.ts";

const AUGUST = givenPlan({ period: "2026-08" });
const SEPTEMBER = givenPlan({ period: "2026-09" });
const by = { actor: "settler" };

async function givenMonths() {
  const given = givenLedger();
  await givenCommittee(given.ledger);
  return given;
}

async function approved(ledger: Ledger, plan: Plan): Promise<string> {
  const { digest, text } = await givenProposal(ledger, plan);
  for (const { account, publicKey, sign } of [bob, eva])
    await approve(ledger, { digest, account, publicKey, signature: sign(text), now: NOON });
  return digest;
}

function attemptOf(digest: string, batch: number) {
  const bytes = { wire: "AAAA", signature: `s${batch}`, blockhash: "1" };
  const purpose = "pay" as const;
  return { digest, batch, attempt: 1, purpose, ...bytes, last_valid_block_height: 1 };
}

async function paid(ledger: Ledger, digest: string, batch: number): Promise<void> {
  await ledger.append("attempt_signed", attemptOf(digest, batch), by);
  await ledger.append("batch_paid", { digest, batch, signature: `s${batch}`, slot: 1 }, by);
}

async function settled(ledger: Ledger, digest: string): Promise<void> {
  const sums = { paid_base_units: "90", escrowed_base_units: "10", carry_base_units: "15" };
  const treasury = { treasury_before_base_units: "90", treasury_after_base_units: "0" };
  const payload = { digest, ...sums, ...treasury, difference_base_units: "0" };
  await ledger.append("distribution_settled", payload, by);
}

async function paidOut(ledger: Ledger, plan: Plan): Promise<string> {
  const digest = await approved(ledger, plan);
  for (const batch of plan.batches.keys()) await paid(ledger, digest, batch);
  await settled(ledger, digest);
  return digest;
}

/** How many events of one plan there are among those that concern the other. */
async function keptOf(ledger: Ledger, digest: string, ofOther: string): Promise<number> {
  const events = openConcerning()(await ledger.read(), digest);
  return events.filter(
    ({ kind, payload }) =>
      kind !== "distribution_settled" && "digest" in payload && payload.digest === ofOther,
  ).length;
}

test("of a settled month that has nothing to do with a plan only its settling is looked at", async () => {
  await using given = await givenMonths();
  const august = await paidOut(given.ledger, AUGUST);
  const september = await approved(given.ledger, SEPTEMBER);

  expect(await keptOf(given.ledger, september, august)).toBe(0);
  expect(await keptOf(given.ledger, september, september)).toBe(3);
});

test("a month that is not settled, or has a payment on its way, is looked at", async () => {
  await using given = await givenMonths();
  const august = await approved(given.ledger, AUGUST);
  await paid(given.ledger, august, 0);
  const september = await approved(given.ledger, SEPTEMBER);

  const unsettled = await keptOf(given.ledger, september, august);
  await given.ledger.append("attempt_signed", attemptOf(august, 1), by);
  await settled(given.ledger, august);

  expect([unsettled, await keptOf(given.ledger, september, august)]).toEqual([5, 6]);
});

test("an older plan of the same month is looked at", async () => {
  await using given = await givenMonths();
  const old = await paidOut(given.ledger, SEPTEMBER);
  // Of other people: no line is in both.
  const [line] = givenPlan({ period: "2026-07" }).lines;
  const lines = line === undefined ? [] : [{ ...line, amount: 100n, wallet: null }];
  const shares = lines.map(({ id, points, amount }) => ({
    ...{ lineId: id, contribution: "c_1", points, amount },
  }));
  const other = givenPlan({ period: "2026-09", lines, shares, batches: [] });
  const { digest } = await givenProposal(given.ledger, other);

  expect(await keptOf(given.ledger, digest, old)).toBeGreaterThan(0);
});

test("a plan that a plan has lines of, or that has a line which it has, is looked at", async () => {
  await using given = await givenMonths();
  const august = await paidOut(given.ledger, AUGUST);
  const elsewhere = { plan: "cd".repeat(32) };
  const otherLine = { id: "ef".repeat(32) };

  for (const changes of [elsewhere, otherLine]) {
    const plan = packed(SEPTEMBER, AUGUST, august, changes);
    const batches = [...SEPTEMBER.batches, ...plan.batches.slice(-1)];
    const { digest } = await givenProposal(given.ledger, { ...plan, batches });
    expect(await keptOf(given.ledger, digest, august)).toBeGreaterThan(0);
  }
});

test("a plan that was adopted is looked at", async () => {
  await using given = await givenMonths();
  const august = await paidOut(given.ledger, AUGUST);
  const { period, revision } = AUGUST;
  const payload = { digest: august, period, revision, plan: planToJson(AUGUST) };
  await given.ledger.append("plan_adopted", payload, by);
  const september = await approved(given.ledger, SEPTEMBER);

  expect(await keptOf(given.ledger, september, august)).toBeGreaterThan(1);
});

test("what is appended since is taken in as if all were looked through anew", async () => {
  await using given = await givenMonths();
  const { ledger } = given;
  const concerning = openConcerning();
  const august = await paidOut(ledger, AUGUST);
  const september = await approved(ledger, SEPTEMBER);
  const link = { account_a: "a_1", account_b: "a_2", link_id: "l_1", method: "manual" as const };
  const linked = { ...link, evidence: "e", valid_from: NOON.toISOString() };
  const { id } = await ledger.append("account_linked", linked, { actor: "a_3" });

  async function assertSame() {
    const all = await ledger.read();
    for (const digest of [august, september])
      expect(concerning(all, digest)).toEqual(openConcerning()(all, digest));
  }

  await assertSame();
  await paid(ledger, september, 0);
  await assertSame();
  await ledger.erasePayload(id, { actor: "a_3", reason: "asked" });
  await assertSame();
  // What was left out is on its way again.
  await ledger.append("attempt_signed", { ...attemptOf(august, 0), attempt: 2 }, by);
  await ledger.append("attempt_signed", { ...attemptOf(august, 9), attempt: 1 }, by);
  await assertSame();
  const october = givenPlan({ period: "2026-10" });
  const digest = await paidOut(ledger, october);
  await assertSame();
  const payload = { digest, period: "2026-10", revision: 1, plan: planToJson(october) };
  await ledger.append("plan_adopted", payload, by);
  await assertSame();
});

test("what is left out changes nothing that is asked of any plan, whatever was written", async () => {
  const random = createRandom("what concerns a plan");
  let leftOutCount = 0;
  for (let round = 0; round < 8; round += 1) {
    await using given = await givenMonths();
    const { ledger } = given;
    const plans: { digest: string; plan: Plan }[] = [];
    for (const period of ["2026-06", "2026-07", "2026-08", "2026-09", "2026-09"]) {
      const earlier = random.chance(0.5) ? plans[0] : undefined;
      const bare = givenPlan({ period, proposer: `a_${round}${plans.length}` });
      const plan = earlier === undefined ? bare : packed(bare, earlier.plan, earlier.digest);
      const { digest, text } = await givenProposal(ledger, plan);
      const { account, publicKey } = bob;
      const approval = { digest, account, publicKey, signature: bob.sign(text), now: NOON };
      // Of two first revisions of a month only the newer can be approved, or none.
      if (period < "2026-09") await approve(ledger, approval);
      plans.push({ digest, plan });
      for (const batch of plan.batches.keys()) {
        if (random.chance(0.8)) await paid(ledger, digest, batch);
        else if (random.chance(0.5))
          await ledger.append("attempt_signed", attemptOf(digest, batch), by);
      }
      const kept = plan.lines.find(({ wallet }) => wallet === null);
      const escrowed = { digest, line_id: kept?.id ?? "", amount_base_units: "10" };
      if (random.chance(0.7)) await ledger.append("line_escrowed", escrowed, by);
      if (random.chance(0.8)) await settled(ledger, digest);
    }
    const all = await ledger.read();

    for (const { digest, plan } of plans) {
      const some = openConcerning()(all, digest);
      leftOutCount += all.length - some.length;
      expect(distributionState(some, digest, NOON)).toEqual(distributionState(all, digest, NOON));
      expect(escrowFault(some, plan)).toBe(escrowFault(all, plan));
      expect(withheldFault(some, plan)).toBe(withheldFault(all, plan));
    }
  }
  expect(leftOutCount).toBeGreaterThan(100);
});
