import { expect, test } from "vitest";

import { approvalKeys, keyConfirmationText, keyRecords } from "./approval-keys.ts";
import { keyRegistrationText } from "./approval-keys.ts";
import { approve } from "./approve.ts";
import { confirmKey, revokeKey } from "./confirm-key.ts";
import { KeyRefusedError } from "./key-refused.ts";
import { keyIdOf } from "./ed25519.ts";
import { registerKey } from "./register-key.ts";
import { offchainMessage } from "./signed-text.ts";
import { ada, bob, eva, givenCommittee, givenLedger, givenPerson } from "../given.ts";
import { givenProposal, givenRole, NOON, zoe } from "../given.ts";
import type { GivenPerson } from "../given.ts";
import type { Ledger } from "../store/ledger.ts";

const FIRST = { operator: { reason: "Ada showed it to me, ticket 12" } };

/** Ada, Bob and Eva sit on the committee; whose keys are named have registered them. */
async function givenKeys(...people: readonly GivenPerson[]) {
  const given = givenLedger();
  for (const member of [ada, bob, eva]) await givenRole(given.ledger, member);
  for (const { account, publicKey, sign } of people) {
    const proof = sign(keyRegistrationText(account, publicKey));
    await registerKey(given.ledger, { account, publicKey, proof });
  }
  return given;
}

const idOf = ({ publicKey }: GivenPerson) => keyIdOf(publicKey);

function signedBy({ account, publicKey, sign }: GivenPerson, owner: GivenPerson) {
  return { account, publicKey, signature: sign(keyConfirmationText(idOf(owner))) };
}

async function confirmedBy(ledger: Ledger, owner: GivenPerson) {
  return approvalKeys(await ledger.read()).get(idOf(owner))?.confirmedBy;
}

test("the operator confirms the first key, and its owner the others", async () => {
  await using given = await givenKeys(ada, bob);

  await confirmKey(given.ledger, { keyId: idOf(ada), by: FIRST, now: NOON });
  await confirmKey(given.ledger, { keyId: idOf(bob), by: signedBy(ada, bob), now: NOON });

  expect(await confirmedBy(given.ledger, ada)).toBe("operator");
  expect(await confirmedBy(given.ledger, bob)).toBe(ada.account);
  const [first] = await given.ledger.read({ kinds: ["approval_key_confirmed"] });
  expect(first).toMatchObject({ actor: "operator", payload: FIRST.operator });
});

test("once a key of the committee counts, by whomever, the operator confirms none", async () => {
  await using given = await givenKeys(ada, bob);
  await confirmKey(given.ledger, { keyId: idOf(ada), by: FIRST, now: NOON });
  const second = confirmKey(given.ledger, { keyId: idOf(bob), by: FIRST, now: NOON });
  await expect(second).rejects.toMatchObject({ code: "committee_confirms" });

  await using old = givenLedger();
  await givenCommittee(old.ledger);
  const spare = givenPerson("bob's spare key");
  const proof = spare.sign(keyRegistrationText(bob.account, spare.publicKey));
  const { account } = bob;
  await registerKey(old.ledger, { account, publicKey: spare.publicKey, proof });
  const third = confirmKey(old.ledger, { keyId: idOf(spare), by: FIRST, now: NOON });

  await expect(third).rejects.toMatchObject({ code: "committee_confirms" });
});

test("with every key of the committee revoked, the operator can begin again", async () => {
  await using given = await givenKeys(ada, bob);
  const { ledger } = given;
  await confirmKey(ledger, { keyId: idOf(ada), by: FIRST, now: NOON });
  const gone = { keyId: idOf(ada), account: ada.account, reason: "stolen", now: NOON };
  await revokeKey(ledger, gone);

  await confirmKey(ledger, { keyId: idOf(bob), by: FIRST, now: NOON });

  const by = [...keyRecords(await ledger.read()).values()].map((key) => key.confirmedBy);
  expect(by).toEqual(["operator", "operator"]);
});

test("a session without a confirmed key lets no key count", async () => {
  await using given = await givenKeys(ada, bob, eva);
  const { ledger } = given;
  await confirmKey(ledger, { keyId: idOf(ada), by: FIRST, now: NOON });
  const byAda = signedBy(ada, bob);
  const cases = [
    ["not_another_member", { ...signedBy(bob, bob) }],
    ["not_another_member", signedBy(zoe, bob)],
    ["key_not_confirmed", signedBy(eva, bob)],
    ["key_not_registered", { ...byAda, account: eva.account }],
    ["bad_signature", { ...byAda, signature: ada.sign(keyConfirmationText(idOf(eva))) }],
    ["bad_signature", { ...byAda, signature: "" }],
  ] as const;

  for (const [code, by] of cases) {
    const refused = confirmKey(ledger, { keyId: idOf(bob), by, now: NOON });
    await expect(refused).rejects.toThrow(KeyRefusedError);
    await expect(refused).rejects.toMatchObject({ code });
  }
  expect(await confirmedBy(ledger, bob)).toBeNull();
});

test("nobody confirms the own key through a second account, though it has a seat too", async () => {
  await using given = await givenKeys(ada, bob);
  const { ledger } = given;
  await confirmKey(ledger, { keyId: idOf(ada), by: FIRST, now: NOON });
  const spare = givenPerson("ada's spare key");
  const proof = spare.sign(keyRegistrationText(zoe.account, spare.publicKey));
  await registerKey(ledger, { account: zoe.account, publicKey: spare.publicKey, proof });
  await givenRole(ledger, zoe);
  const link = { link_id: "l1", account_a: ada.account, account_b: zoe.account };
  const dated = { method: "proof" as const, evidence: "", valid_from: "2026-01-01T00:00:00Z" };
  await ledger.append("account_linked", { ...link, ...dated }, { actor: "demo" });

  const own = confirmKey(ledger, { keyId: idOf(spare), by: signedBy(ada, spare), now: NOON });

  await expect(own).rejects.toMatchObject({ code: "not_another_member" });
});

test("nobody but the operator confirms in the operator's name", async () => {
  await using given = await givenKeys(ada, bob);
  const first = { key_id: idOf(bob), confirmed_by: "operator", reason: "first" };
  await given.ledger.append("approval_key_confirmed", first, { actor: bob.account });

  expect(await confirmedBy(given.ledger, bob)).toBeNull();
});

test("a confirmation put into the ledger past all checks does not count", async () => {
  await using given = await givenKeys(ada, bob, eva);
  const { ledger } = given;
  await confirmKey(ledger, { keyId: idOf(ada), by: FIRST, now: NOON });
  const forged = { key_id: idOf(bob), confirmed_by: ada.account, public_key: ada.publicKey };
  const signature = eva.sign(keyConfirmationText(idOf(bob)));
  const by = { actor: ada.account };
  await ledger.append("approval_key_confirmed", { ...forged, signature }, by);
  const late = { key_id: idOf(eva), confirmed_by: "operator", reason: "again" };
  await ledger.append("approval_key_confirmed", late, { actor: "operator" });
  await ledger.append("approval_key_confirmed", late, { actor: eva.account });

  expect(await confirmedBy(ledger, bob)).toBeNull();
  expect(await confirmedBy(ledger, eva)).toBeNull();
});

test("an outsider's key is no first key, and a reason is asked for", async () => {
  await using given = await givenKeys(zoe, ada);
  const { ledger } = given;
  const outsider = confirmKey(ledger, { keyId: idOf(zoe), by: FIRST, now: NOON });
  await expect(outsider).rejects.toMatchObject({ code: "not_on_committee" });
  const silent = { operator: { reason: " " } };
  const unsaid = confirmKey(ledger, { keyId: idOf(ada), by: silent, now: NOON });

  await expect(unsaid).rejects.toMatchObject({ code: "no_reason" });
});

test("a key is revoked by its owner or by somebody on the committee, with a reason", async () => {
  await using given = await givenKeys(ada, bob, zoe);
  const { ledger } = given;
  const revoke = (owner: GivenPerson, by: GivenPerson, reason = "lost") =>
    revokeKey(ledger, { keyId: idOf(owner), account: by.account, reason, now: NOON });

  await expect(revoke(bob, zoe)).rejects.toMatchObject({ code: "not_on_committee" });
  await expect(revoke(bob, ada, "")).rejects.toMatchObject({ code: "no_reason" });
  await revoke(bob, ada);
  await revoke(zoe, zoe, "mine");
  await expect(revoke(bob, ada)).rejects.toMatchObject({ code: "key_not_registered" });

  const records = [...keyRecords(await ledger.read()).values()];
  expect(records.map(({ revoked }) => [revoked?.by, revoked?.reason])).toEqual([
    [undefined, undefined],
    [ada.account, "lost"],
    [zoe.account, "mine"],
  ]);
});

test("a revoked key takes its signature along, and a new one takes its place", async () => {
  await using given = givenLedger();
  const { ledger } = given;
  await givenCommittee(ledger);
  const { digest, text } = await givenProposal(ledger);
  const fresh = givenPerson("bob's new laptop");
  const { account } = bob;
  const proof = fresh.sign(keyRegistrationText(account, fresh.publicKey));
  await registerKey(ledger, { account, publicKey: fresh.publicKey, proof });
  const signed = { digest, account, publicKey: fresh.publicKey, now: NOON };
  const signature = fresh.sign(offchainMessage(text));
  const early = approve(ledger, { ...signed, signature });
  await expect(early).rejects.toMatchObject({ code: "key_not_confirmed" });

  await confirmKey(ledger, { keyId: idOf(fresh), by: signedBy(ada, fresh), now: NOON });
  await revokeKey(ledger, { keyId: idOf(bob), account, reason: "replaced", now: NOON });

  const old = approve(ledger, { ...signed, publicKey: bob.publicKey, signature: bob.sign(text) });
  await expect(old).rejects.toMatchObject({ code: "key_not_registered" });
  // A wallet signs the plan as an off-chain message.
  expect((await approve(ledger, { ...signed, signature })).payload.public_key).toBe(
    fresh.publicKey,
  );
});
