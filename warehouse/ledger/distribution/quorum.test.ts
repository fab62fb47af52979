import { expect, test } from "vitest";

import { committeeVersion } from "../approval/committee.ts";
import { approve } from "../approval/approve.ts";
import {
  ada,
  bob,
  eva,
  givenCommittee,
  givenLedger,
  givenPlan,
  givenProposal,
  NOON,
  zoe,
} from "../given.ts";
import type { GivenPerson } from "../given.ts";
import type { Plan, PlanPolicy } from "../plan/plan.ts";
import { distributionState } from "./distribution-state.ts";
import { wayOut } from "./way-out.ts";

const HOUR_MS = 60 * 60 * 1_000;

/** Two of these; Ada proposes. */
async function givenPolicy(policy: Partial<PlanPolicy>, people = [ada, bob, eva, zoe]) {
  const given = givenLedger();
  await givenCommittee(given.ledger, people);
  const members = people.map(({ account }) => account).toSorted();
  const committee = { version: committeeVersion(2, members), threshold: 2, members };
  const frozen = { conflictSharePpm: 50_000, objectionMs: 0, conflicted: [], ...policy };
  const plan: Plan = givenPlan({ committee, policy: frozen });
  const { digest, text } = await givenProposal(given.ledger, plan);
  const sign = async (...signers: readonly GivenPerson[]) => {
    for (const { account, publicKey, sign: by } of signers) {
      const signature = by(text);
      await approve(given.ledger, { digest, account, publicKey, signature, now: given.clock.now });
    }
  };
  const state = async () =>
    distributionState(await given.ledger.read(), digest, given.clock.now) ?? expect.unreachable();
  return Object.assign(given, { plan, sign, state });
}

test("a signer whose own share is large needs one more beside the others", async () => {
  await using given = await givenPolicy({ conflicted: [bob.account] });
  await given.sign(bob, eva);

  const before = await given.state();
  await given.sign(zoe);
  const after = await given.state();

  expect(before).toMatchObject({ status: "open", needed: 3, conflicted: [bob.account] });
  expect(before).toMatchObject({ approvedAt: null, mayPay: false, blocksRevision: false });
  expect(wayOut(before)).toBe("sign_conflict");
  expect(after).toMatchObject({ status: "approved", needed: 2, mayPay: true });
});

test("those without a conflict suffice alone, whoever else signed", async () => {
  await using given = await givenPolicy({ conflicted: [bob.account] });

  await given.sign(eva, zoe, bob);

  expect(await given.state()).toMatchObject({ status: "approved", needed: 2, mayPay: true });
});

test("no more are needed than there are members who may sign", async () => {
  await using given = await givenPolicy({ conflicted: [bob.account, eva.account].toSorted() }, [
    ada,
    bob,
    eva,
  ]);

  await given.sign(bob, eva);

  expect(await given.state()).toMatchObject({ status: "approved", needed: 2, mayPay: true });
});

test("until the time to object is over, nothing is paid; then it is by itself", async () => {
  await using given = await givenPolicy({ objectionMs: 48 * HOUR_MS });
  await given.sign(bob, eva);

  const before = await given.state();
  given.clock.now = new Date(NOON.getTime() + 48 * HOUR_MS);
  const after = await given.state();

  expect(before).toMatchObject({ status: "objection", mayPay: false, blocksRevision: true });
  expect(before.payableFrom).toBe("2026-10-07T12:00:00.000Z");
  expect(wayOut(before)).toBe("objection");
  expect(after).toMatchObject({ status: "approved", mayPay: true });
});

test("a plan approved at the last moment may still be paid when the time to object is over", async () => {
  await using given = await givenPolicy({ objectionMs: 48 * HOUR_MS });
  given.clock.now = new Date(Date.parse(given.plan.expiresAt) - HOUR_MS);
  await given.sign(bob, eva);

  given.clock.now = new Date(given.clock.now.getTime() + 48 * HOUR_MS);
  const inTime = await given.state();
  given.clock.now = new Date(given.clock.now.getTime() + 24 * HOUR_MS);

  expect(inTime).toMatchObject({ status: "approved", mayPay: true });
  expect(await given.state()).toMatchObject({ status: "expired", mayPay: false });
});

test("without a time to object, a clock that was ahead when somebody signed holds nothing up", async () => {
  await using given = await givenPolicy({ objectionMs: 0 });
  await given.sign(bob, eva);

  given.clock.now = new Date(NOON.getTime() - 24 * HOUR_MS);

  expect(await given.state()).toMatchObject({
    status: "approved",
    mayPay: true,
    payableFrom: null,
  });
});
