import { expect, test } from "vitest";

import { approve } from "../approval/approve.ts";
import { distributionState } from "./distribution-state.ts";
import { bob, eva, givenCommittee, givenLedger, givenPlan, givenProposal, NOON } from "../given.ts";
import type { Ledger } from "../store/ledger.ts";
import { planToJson } from "../plan/plan-json.ts";
import { openPlanOf } from "../plan/proposed-plans.ts";

const AFTER_EXPIRY = new Date("2026-10-12T09:00:00.000Z");

async function givenApprovedPlan() {
  const given = givenLedger();
  const { ledger } = given;
  await givenCommittee(ledger);
  const proposal = await givenProposal(ledger);
  for (const { account, publicKey, sign } of [bob, eva]) {
    const signature = sign(proposal.text);
    await approve(ledger, { digest: proposal.digest, account, publicKey, signature, now: NOON });
  }
  return { ...given, ...proposal };
}

async function stateOf({ ledger, digest }: { ledger: Ledger; digest: string }, now = NOON) {
  const state = distributionState(await ledger.read(), digest, now);
  if (state === null) throw new Error("the plan is there");
  return state;
}

function attemptOf(
  digest: string,
  batch: number,
  attempt: number,
  purpose: "pay" | "void" = "pay",
) {
  const signature = `${purpose}-${batch}-${attempt}`;
  return {
    digest,
    batch,
    attempt,
    purpose,
    signature,
    wire: "AAAA",
    blockhash: "b",
    last_valid_block_height: 150,
  };
}

const SETTLER = { actor: "settler" };

test("a plan that nobody proposed has no state", async () => {
  await using given = givenLedger();
  expect(distributionState(await given.ledger.read(), "ab".repeat(32), NOON)).toBeNull();
  expect(openPlanOf(await given.ledger.read(), "2026-09")).toBeNull();
});

test("an approved plan blocks a revision until each batch is paid or voided", async () => {
  await using given = await givenApprovedPlan();
  const { ledger, digest } = given;
  expect(await stateOf(given)).toMatchObject({ status: "approved", blocksRevision: true });

  await ledger.append("attempt_signed", attemptOf(digest, 0, 1), SETTLER);
  await ledger.append("batch_paid", { digest, batch: 0, signature: "pay-0-1", slot: 7 }, SETTLER);
  expect(await stateOf(given)).toMatchObject({ status: "settling", blocksRevision: true });

  await ledger.append("attempt_signed", attemptOf(digest, 1, 1, "void"), SETTLER);
  await ledger.append(
    "batch_voided",
    { digest, batch: 1, signature: "void-1-1", slot: 9 },
    SETTLER,
  );
  expect(await stateOf(given)).toMatchObject({
    status: "revising",
    blocksRevision: false,
    batches: [
      {
        status: "paid",
        signature: "pay-0-1",
        slot: 7,
        attempts: [{ status: "landed" }],
      },
      {
        status: "voided",
        signature: "void-1-1",
        attempts: [{ purpose: "void" }],
      },
    ],
  });
});

test("an approved plan blocks a revision even when its approvals no longer count", async () => {
  await using given = await givenApprovedPlan();
  expect(await stateOf(given, AFTER_EXPIRY)).toMatchObject({
    status: "expired",
    mayPay: false,
    blocksRevision: true,
    approvedAt: NOON.toISOString(),
  });
});

test("paying that began in time goes on after the expiry", async () => {
  await using given = await givenApprovedPlan();
  await given.ledger.append("attempt_signed", attemptOf(given.digest, 0, 1), SETTLER);

  expect(await stateOf(given, AFTER_EXPIRY)).toMatchObject({ status: "settling", mayPay: true });
});

test("voiding alone does not keep an expired plan payable", async () => {
  await using given = await givenApprovedPlan();
  await given.ledger.append("attempt_signed", attemptOf(given.digest, 0, 1, "void"), SETTLER);

  expect(await stateOf(given, AFTER_EXPIRY)).toMatchObject({ mayPay: false });
});

test("a batch follows its newest attempt, and any attempt that may still land", async () => {
  await using given = await givenApprovedPlan();
  const { ledger, digest } = given;
  const status = async () => (await stateOf(given)).batches[0]?.status;
  expect(await status()).toBe("planned");

  await ledger.append("attempt_signed", attemptOf(digest, 0, 1), SETTLER);
  expect(await status()).toBe("signed");
  await ledger.append("attempt_expired", { digest, batch: 0, attempt: 1, evidence: "e" }, SETTLER);
  expect(await status()).toBe("planned");
  await ledger.append("attempt_signed", attemptOf(digest, 0, 2), SETTLER);
  await ledger.append("attempt_failed", { digest, batch: 0, attempt: 2, error: "e" }, SETTLER);
  expect(await status()).toBe("failed");
});

test("a payment found on the chain counts even if its attempt was lost", async () => {
  await using given = await givenApprovedPlan();
  const paid = { digest: given.digest, batch: 0, signature: "found", slot: 1 };
  await given.ledger.append("batch_paid", paid, SETTLER);

  expect((await stateOf(given)).batches[0]).toMatchObject({
    status: "paid",
    signature: "found",
    attempts: [],
  });
});

test("a plan whose batches are all voided is voided", async () => {
  await using given = await givenApprovedPlan();
  for (const batch of [0, 1]) {
    const voided = { digest: given.digest, batch, signature: "v", slot: 1 };
    await given.ledger.append("batch_voided", voided, SETTLER);
  }

  expect(await stateOf(given)).toMatchObject({
    status: "voided",
    mayPay: false,
    blocksRevision: false,
  });
});

test("paid, escrowed and carried units are those of the ledger, and settled is settled", async () => {
  await using given = await givenApprovedPlan();
  const { ledger, digest, plan } = given;
  for (const batch of [0, 1]) {
    await ledger.append("batch_paid", { digest, batch, signature: `p${batch}`, slot: 1 }, SETTLER);
  }
  const [owed] = plan.lines.filter(({ wallet }) => wallet === null);
  const line = { digest, line_id: owed?.id ?? "", amount_base_units: "10" };
  await ledger.append("line_escrowed", line, SETTLER);
  const settlement = {
    digest,
    paid_base_units: "90",
    escrowed_base_units: "10",
    carry_base_units: "15",
    treasury_before_base_units: "115",
    treasury_after_base_units: "25",
    difference_base_units: "0",
  };
  await ledger.append("distribution_settled", settlement, SETTLER);

  expect(await stateOf(given, AFTER_EXPIRY)).toMatchObject({
    status: "settled",
    approvals: [{ account: bob.account }, { account: eva.account }],
    mayPay: false,
    blocksRevision: false,
    settlement,
    paidBaseUnits: 90n,
    escrowedBaseUnits: 10n,
    carryBaseUnits: 15n,
  });
});

test("the newest revision of a period is its open plan", async () => {
  await using given = givenLedger();
  await givenCommittee(given.ledger);
  const first = await givenProposal(given.ledger);
  const second = await givenProposal(
    given.ledger,
    givenPlan({ revision: 2, predecessor: first.digest, provenance: "cd".repeat(32) }),
  );
  await givenProposal(given.ledger, givenPlan({ period: "2026-10" }));

  expect(openPlanOf(await given.ledger.read(), "2026-09")?.digest).toBe(second.digest);
  expect(await stateOf({ ...given, digest: first.digest })).toMatchObject({
    status: "superseded",
    supersededBy: second.digest,
  });
});

test("a plan under a digest that is not its own never enters the ledger", async () => {
  await using given = givenLedger();
  const plan = planToJson(givenPlan());
  const payload = { digest: "ab".repeat(32), period: "2026-09", revision: 1, plan };

  const refused = given.ledger.append("plan_proposed", payload, { actor: "demo" });

  await expect(refused).rejects.toThrow(
    /plan_proposed was not appended: .*expected digest 4898134/,
  );
  expect(await given.ledger.head()).toBeNull();
});
