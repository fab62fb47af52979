import { expect, test } from "vitest";

import { approvalKeys, keyRegistrationText } from "./approval-keys.ts";
import { ada, bob, eva, givenLedger, givenRole, NOON, zoe } from "../given.ts";
import type { GivenPerson } from "../given.ts";
import { confirmKey } from "./confirm-key.ts";
import { KeyRefusedError } from "./key-refused.ts";
import { registerKey } from "./register-key.ts";

async function givenMembers() {
  const given = givenLedger();
  for (const member of [ada, bob]) await givenRole(given.ledger, member);
  return given;
}

function keyOf({ account, publicKey, sign }: GivenPerson) {
  return { account, publicKey, proof: sign(keyRegistrationText(account, publicKey)) };
}

test("a confirmation of an older version, which bears no signature, counts as it did", async () => {
  await using given = await givenMembers();
  const { payload } = await registerKey(given.ledger, keyOf(bob));
  const { key_id } = payload;
  const confirmedBy = async () => approvalKeys(await given.ledger.read()).get(key_id)?.confirmedBy;
  const confirm = async (confirmed_by: string) =>
    given.ledger.append(
      "approval_key_confirmed",
      { key_id, confirmed_by },
      { actor: confirmed_by },
    );

  for (const { account } of [bob, zoe]) await confirm(account);
  expect(await confirmedBy()).toBeNull();
  await confirm(ada.account);

  expect(await confirmedBy()).toBe(ada.account);
});

test("the demo confirms by itself and says so", async () => {
  await using given = await givenMembers();
  const { payload } = await registerKey(given.ledger, keyOf(bob));

  const event = await confirmKey(given.ledger, {
    keyId: payload.key_id,
    by: { demo: true },
    now: NOON,
  });

  expect(event).toMatchObject({ actor: "demo", payload: { confirmed_by: "demo" } });
});

test("nobody but the demo can confirm in its name", async () => {
  await using given = await givenMembers();
  const { payload } = await registerKey(given.ledger, keyOf(bob));
  const confirmed = { key_id: payload.key_id, confirmed_by: "demo" };
  await given.ledger.append("approval_key_confirmed", confirmed, { actor: bob.account });

  const key = approvalKeys(await given.ledger.read()).get(payload.key_id);
  expect(key?.confirmedBy).toBeNull();
});

test("a key without proof, a weak key and another member's key are refused", async () => {
  await using given = await givenMembers();
  await registerKey(given.ledger, keyOf(bob));
  const identity = Buffer.concat([Buffer.of(1), Buffer.alloc(31)]).toString("base64");
  const stolen = { ...keyOf(bob), account: eva.account };
  const cases = [
    [{ ...keyOf(ada), proof: bob.sign("something else") }, "bad_proof"],
    [stolen, "bad_proof"],
    [{ ...stolen, subject: bob.account }, "key_taken"],
    [{ ...keyOf(ada), publicKey: identity }, "weak_key"],
  ] as const;

  for (const [key, code] of cases) {
    const refused = registerKey(given.ledger, key);
    await expect(refused).rejects.toThrow(KeyRefusedError);
    await expect(refused).rejects.toMatchObject({ code });
  }
});

test("registering the same key again changes nothing", async () => {
  await using given = await givenMembers();
  const first = await registerKey(given.ledger, keyOf(bob));

  expect(await registerKey(given.ledger, keyOf(bob))).toEqual(first);
});
