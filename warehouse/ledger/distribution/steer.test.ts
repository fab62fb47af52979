import { expect, test } from "vitest";

import { approve } from "../approval/approve.ts";
import type { Ledger } from "../store/ledger.ts";
import {
  bob,
  eva,
  givenCommittee,
  givenLedger,
  givenPlan,
  givenProposal,
  NOON,
  zoe,
} from "../given.ts";
import { distributionState } from "./distribution-state.ts";
import { OPERATOR } from "../approval/approval-keys.ts";
import { acknowledgeTransfer, steer, type Steer } from "./steer.ts";

async function givenProposed({ isApproved = true } = {}) {
  const given = givenLedger();
  const { ledger } = given;
  await givenCommittee(ledger);
  const proposal = await givenProposal(ledger);
  const sign = async ({ account, publicKey, sign: by }: typeof bob) => {
    const { digest, text } = proposal;
    await approve(ledger, { digest, account, publicKey, signature: by(text), now: NOON });
  };
  if (isApproved) for (const member of [bob, eva]) await sign(member);
  const ask = (wish: Steer, actor: string = bob.account) =>
    steer(ledger, wish, { period: "2026-09", actor, reason: "a wrong verdict", now: NOON });
  return { ...given, ...proposal, sign, ask };
}

async function stateOf({ ledger, digest }: { ledger: Ledger; digest: string }, now = NOON) {
  const state = distributionState(await ledger.read(), digest, now);
  if (state === null) throw new Error("the plan is there");
  return state;
}

test("a held plan signs no payment, and does again once it is resumed", async () => {
  await using given = await givenProposed();

  await given.ask("hold");
  const wish = { actor: bob.account, at: NOON.toISOString(), reason: "a wrong verdict" };
  expect(await stateOf(given)).toMatchObject({ status: "held", mayPay: false, hold: wish });
  await given.ask("resume", eva.account);

  expect(await stateOf(given)).toMatchObject({ status: "approved", mayPay: true, hold: null });
});

test("a hold is of the period: the next revision is held too", async () => {
  await using given = await givenProposed({ isApproved: false });
  await given.ask("hold");
  const again = givenPlan({ revision: 2, predecessor: given.digest });
  const next = await givenProposal(given.ledger, again);

  expect(await stateOf({ ...given, ...next })).toMatchObject({ status: "held", mayPay: false });
});

test("an approved plan that is to be voided pays nothing and is revised once every batch is closed", async () => {
  await using given = await givenProposed();
  const { ledger, digest } = given;

  await given.ask("void");
  expect(await stateOf(given)).toMatchObject({ status: "voiding", mayPay: false });
  const closed = (batch: number) => ({ digest, batch, signature: `s-${batch}`, slot: 7 });
  await ledger.append("batch_paid", closed(0), { actor: "settler" });
  await ledger.append("batch_voided", closed(1), { actor: "settler" });

  expect(await stateOf(given)).toMatchObject({ status: "revising", mayPay: false });
});

test("a plan nobody approved is void at once, and takes no signature after that", async () => {
  await using given = await givenProposed({ isApproved: false });
  await given.ask("void");

  expect(await stateOf(given)).toMatchObject({ status: "voided", mayPay: false });
  await expect(given.sign(bob)).rejects.toMatchObject({ code: "closed" });
});

test("a revision is asked for where nothing of the plan may still be paid", async () => {
  await using approved = await givenProposed();
  await expect(approved.ask("revise")).rejects.toMatchObject({ code: "batches_open" });

  await using open = await givenProposed({ isApproved: false });
  await open.ask("revise");
  expect(await stateOf(open)).toMatchObject({ status: "revising", mayPay: false });
  await expect(open.sign(bob)).rejects.toMatchObject({ code: "closed" });
});

test("a revision that was asked for before all was known as paid holds up no closing", async () => {
  await using given = await givenProposed({ isApproved: false });
  const { ledger, digest } = given;
  await given.ask("revise");
  for (const batch of [0, 1]) {
    const paid = { digest, batch, signature: `s-${batch}`, slot: 7 };
    await ledger.append("batch_paid", paid, { actor: "operator" });
  }

  expect(await stateOf(given)).toMatchObject({ status: "settling", blocksRevision: false });
});

test("neither a stranger nor who was on the committee once steers a distribution", async () => {
  await using given = await givenProposed();
  const dates = { valid_from: "2026-01-01T00:00:00Z", valid_to: "2026-10-05T00:00:00Z" };
  const ended = { account: eva.account, role: "committee", stream: null, ...dates };
  await given.ledger.append("role_granted", ended, { actor: "demo" });

  for (const actor of [zoe.account, eva.account])
    await expect(given.ask("hold", actor)).rejects.toMatchObject({ code: "not_on_committee" });
  await given.ask("hold", OPERATOR);
});

test.each<[Steer, string]>([
  ["resume", "not_held"],
  ["hold", "over"],
  ["void", "over"],
  ["revise", "over"],
])("%s of a plan that is wholly paid is refused as %s", async (wish, code) => {
  await using given = await givenProposed();
  const { ledger, digest } = given;
  for (const batch of [0, 1]) {
    const paid = { digest, batch, signature: `s-${batch}`, slot: 7 };
    await ledger.append("batch_paid", paid, { actor: "settler" });
  }

  await expect(given.ask(wish)).rejects.toMatchObject({ code });
});

test("a transfer nobody found is not acknowledged, and one that was keeps its first word", async () => {
  await using given = await givenProposed();
  const { ledger, digest } = given;
  const say = (signature: string, note: string, actor = bob.account) =>
    acknowledgeTransfer(ledger, { signature, note, actor, now: NOON });
  const found = { digest, signature: "sig", slot: 9, amount_base_units: "1" };
  await ledger.append("foreign_transfer_found", found, { actor: "settler" });

  await expect(say("another", "?")).rejects.toMatchObject({ code: "no_transfer" });
  await expect(say("sig", "?", zoe.account)).rejects.toMatchObject({ code: "not_on_committee" });
  await say("sig", "Anna sent one back.");
  await say("sig", "Somebody else.", eva.account);

  const acknowledged = { actor: bob.account, at: NOON.toISOString(), note: "Anna sent one back." };
  expect((await stateOf(given)).foreign).toEqual([
    { digest, signature: "sig", slot: 9, amount: 1n, acknowledged },
  ]);
});
