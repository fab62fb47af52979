import { expect, test } from "vitest";

import type { RefusalCode } from "./accepted-approvals.ts";
import { approve, ApprovalRefusedError } from "./approve.ts";
import { distributionState } from "../distribution/distribution-state.ts";
import { keyIdOf } from "./ed25519.ts";
import { ada, bob, eva, givenCommittee, givenLedger, givenPerson } from "../given.ts";
import { givenPlan, givenProposal, givenRole, NOON, zoe } from "../given.ts";
import type { GivenPerson } from "../given.ts";
import type { Ledger } from "../store/ledger.ts";
import { planDigest } from "../plan/plan-codec.ts";

const AFTER_EXPIRY = new Date("2026-10-12T09:00:00.000Z");

async function givenOpenPlan() {
  const given = givenLedger();
  await givenCommittee(given.ledger);
  return { ...given, ...(await givenProposal(given.ledger)) };
}

function signedBy(person: GivenPerson, { digest, text }: { digest: string; text: string }) {
  const { account, publicKey } = person;
  return { digest, account, publicKey, signature: person.sign(text), now: NOON };
}

async function expectRefused(
  ledger: Ledger,
  approval: Parameters<typeof approve>[1],
  code: RefusalCode,
): Promise<void> {
  const before = await ledger.head();
  const refused = approve(ledger, approval);
  await expect(refused).rejects.toThrow(ApprovalRefusedError);
  await expect(refused).rejects.toMatchObject({ code });
  expect(await ledger.head()).toEqual(before);
}

async function given2({ ledger, digest }: { ledger: Ledger; digest: string }, now = NOON) {
  const state = distributionState(await ledger.read(), digest, now);
  if (state === null) throw new Error("the plan is there");
  const { status, approvals, mayPay } = state;
  return { status, approvers: approvals.map(({ account }) => account), mayPay };
}

test("two of three members approve, and the plan may be paid", async () => {
  await using given = await givenOpenPlan();
  await approve(given.ledger, signedBy(bob, given));
  expect(await given2(given)).toEqual({
    status: "open",
    approvers: [bob.account],
    mayPay: false,
  });

  await approve(given.ledger, signedBy(eva, given));

  expect(await given2(given)).toEqual({
    status: "approved",
    approvers: [bob.account, eva.account],
    mayPay: true,
  });
});

test("a member who approves twice counts once and gets the same event", async () => {
  await using given = await givenOpenPlan();
  const first = await approve(given.ledger, signedBy(bob, given));

  const second = await approve(given.ledger, signedBy(bob, given));

  expect(second).toEqual(first);
  expect(await given2(given)).toMatchObject({ status: "open", approvers: [bob.account] });
});

test("the proposer's signature changes nothing", async () => {
  await using given = await givenOpenPlan();
  await expectRefused(given.ledger, signedBy(ada, given), "proposer");
});

test("the proposer cannot approve through another account of theirs", async () => {
  await using given = await givenOpenPlan();
  const link = { link_id: "l1", account_a: ada.account, account_b: zoe.account };
  await given.ledger.append(
    "account_linked",
    { ...link, method: "proof", evidence: "", valid_from: "2026-01-01T00:00:00Z" },
    { actor: "demo" },
  );
  await expectRefused(given.ledger, signedBy(zoe, given), "proposer");
});

test("two accounts of one person approve once", async () => {
  await using given = givenLedger();
  await givenCommittee(given.ledger, [ada, bob, eva]);
  const link = { link_id: "l1", account_a: bob.account, account_b: zoe.account };
  await given.ledger.append(
    "account_linked",
    { ...link, method: "proof", evidence: "", valid_from: "2026-01-01T00:00:00Z" },
    { actor: "demo" },
  );
  const proposal = { ...given, ...(await givenProposal(given.ledger)) };
  await approve(given.ledger, signedBy(bob, proposal));

  const again = await approve(given.ledger, { ...signedBy(bob, proposal), account: zoe.account });

  expect(again.payload.account).toBe(bob.account);
  expect(await given2(proposal)).toMatchObject({ approvers: [bob.account] });
});

test("somebody outside the committee is refused", async () => {
  await using given = await givenOpenPlan();
  await expectRefused(given.ledger, signedBy(zoe, given), "not_member");
});

test("a signature over another digest is refused, and over the one before too", async () => {
  await using given = await givenOpenPlan();
  const second = givenPlan({ revision: 2, predecessor: given.digest, provenance: "cd".repeat(32) });
  const unknown = { digest: planDigest(second), text: "" };
  await expectRefused(given.ledger, signedBy(bob, unknown), "wrong_digest");

  const newer = await givenProposal(given.ledger, second);

  await expectRefused(given.ledger, signedBy(bob, given), "superseded");
  const old = signedBy(bob, given);
  await expectRefused(given.ledger, { ...old, digest: newer.digest }, "bad_signature");
});

test("a new revision voids what was signed before", async () => {
  await using given = await givenOpenPlan();
  await approve(given.ledger, signedBy(bob, given));

  const second = givenPlan({ revision: 2, predecessor: given.digest, provenance: "cd".repeat(32) });
  const newer = await givenProposal(given.ledger, second);

  expect(await given2({ ...given, digest: newer.digest })).toMatchObject({ approvers: [] });
  expect(await given2(given)).toMatchObject({ status: "superseded", mayPay: false });
});

test("an approval comes before the expiry or not at all", async () => {
  await using given = await givenOpenPlan();
  await approve(given.ledger, signedBy(bob, given));

  const late = { ...signedBy(eva, given), now: AFTER_EXPIRY };
  await expectRefused(given.ledger, late, "expired");
  expect(await given2(given, AFTER_EXPIRY)).toMatchObject({ status: "expired", mayPay: false });
});

test("an approved plan that nobody began to pay may not be paid once it has expired", async () => {
  await using given = await givenOpenPlan();
  await approve(given.ledger, signedBy(bob, given));
  await approve(given.ledger, signedBy(eva, given));

  const before = new Date(AFTER_EXPIRY.getTime() - 1);
  expect(await given2(given, before)).toMatchObject({ status: "approved", mayPay: true });
  expect(await given2(given, AFTER_EXPIRY)).toMatchObject({ status: "expired", mayPay: false });
});

test("a change of the committee voids even sufficient approvals", async () => {
  await using given = await givenOpenPlan();
  await approve(given.ledger, signedBy(bob, given));
  await approve(given.ledger, signedBy(eva, given));

  await givenRole(given.ledger, zoe);

  expect(await given2(given)).toEqual({ status: "open", approvers: [], mayPay: false });
  await expectRefused(given.ledger, signedBy(zoe, given), "committee_changed");
});

test("a role that ends by its date voids approvals on that date", async () => {
  await using given = await givenOpenPlan();
  await approve(given.ledger, signedBy(bob, given));
  await approve(given.ledger, signedBy(eva, given));

  await givenRole(given.ledger, eva, "2026-10-06T00:00:00Z");

  expect(await given2(given)).toMatchObject({ mayPay: true });
  const after = new Date("2026-10-06T00:00:00Z");
  expect(await given2(given, after)).toEqual({ status: "open", approvers: [], mayPay: false });
});

test("a signature by another key, or over another text, is refused", async () => {
  await using given = await givenOpenPlan();
  const byBob = signedBy(bob, given);
  await expectRefused(given.ledger, { ...byBob, signature: eva.sign(given.text) }, "bad_signature");
  await expectRefused(given.ledger, { ...byBob, signature: "" }, "bad_signature");
  const shorter = given.text.replace("2 of 3", "1 of 3");
  await expectRefused(given.ledger, { ...byBob, signature: bob.sign(shorter) }, "bad_signature");
});

test("a key that is unknown, somebody else's or unconfirmed does not count", async () => {
  await using given = await givenOpenPlan();
  const spare = givenPerson("bob's spare key");
  const bySpare = { ...signedBy(spare, given), account: bob.account };
  await expectRefused(given.ledger, bySpare, "key_not_registered");
  await expectRefused(
    given.ledger,
    { ...signedBy(eva, given), account: bob.account },
    "key_not_registered",
  );

  const key_id = keyIdOf(spare.publicKey);
  const payload = { key_id, account: bob.account, public_key: spare.publicKey };
  await given.ledger.append("approval_key_registered", payload, { actor: bob.account });
  await expectRefused(given.ledger, bySpare, "key_not_confirmed");

  const confirmed = { key_id, confirmed_by: eva.account };
  await given.ledger.append("approval_key_confirmed", confirmed, { actor: eva.account });
  await approve(given.ledger, bySpare);
  expect(await given2(given)).toMatchObject({ approvers: [bob.account] });
});

test("a revoked key takes its approval along", async () => {
  await using given = await givenOpenPlan();
  await approve(given.ledger, signedBy(bob, given));

  const revoked = { key_id: keyIdOf(bob.publicKey), reason: "the laptop was stolen" };
  await given.ledger.append("approval_key_revoked", revoked, { actor: bob.account });

  expect(await given2(given)).toMatchObject({ approvers: [] });
  await expectRefused(given.ledger, signedBy(bob, given), "key_not_registered");
});

test("an approval put into the ledger past all checks does not count", async () => {
  await using given = await givenOpenPlan();
  const { digest, plan } = given;
  const forged = {
    digest,
    account: eva.account,
    public_key: eva.publicKey,
    committee_version: plan.committee.version,
    expires_at: plan.expiresAt,
    signature: bob.sign(given.text),
  };
  await given.ledger.append("plan_approved", forged, { actor: eva.account });

  expect(await given2(given)).toMatchObject({ approvers: [] });
});

test("the signed text is one line of printable ASCII that says what is paid", async () => {
  await using given = await givenOpenPlan();

  expect(given.text).toMatch(/^[\x20-\x7e]{300,1200}$/);
  expect(given.text).toContain(
    " | total 90 base units of 10^-6 | payable lines 2 | committee " +
      `${given.plan.committee.version} | 2 of 3 | expires 2026-10-12T09:00:00.000Z`,
  );
});

test("a key that was put in another's place in the file approves nothing", async () => {
  await using given = await givenOpenPlan();
  const mallory = givenPerson("mallory");
  const body = `replace(body, '${bob.publicKey}', '${mallory.publicKey}')`;
  const ids = `replace(${body}, '${keyIdOf(bob.publicKey)}', '${keyIdOf(mallory.publicKey)}')`;
  await given.tamper(`UPDATE payloads SET body = ${ids}`);
  await using opened = given.open();
  const forged = { ...signedBy(mallory, given), account: bob.account };

  await expect(approve(opened, forged)).rejects.toMatchObject({ name: "LedgerBrokenError" });
});

test("a proposer whose link was deleted from the file cannot approve by a second account", async () => {
  await using given = givenLedger();
  const second = givenPerson("ada's second account");
  await givenCommittee(given.ledger, [ada, bob, eva, second]);
  const link = { link_id: "l", account_a: ada.account, account_b: second.account };
  const rest = {
    method: "proof",
    evidence: "both signed",
    valid_from: NOON.toISOString(),
  } as const;
  const { seq } = await given.ledger.append("account_linked", { ...link, ...rest }, { actor: "a" });
  const proposal = await givenProposal(given.ledger);
  const ofLink = `(SELECT payload_hash FROM events WHERE seq = ${seq})`;
  await given.tamper(`DELETE FROM payloads WHERE hash = ${ofLink}`);
  await using opened = given.open();

  const approval = approve(opened, signedBy(second, proposal));

  await expect(approval).rejects.toMatchObject({ name: "LedgerBrokenError", seq });
});
