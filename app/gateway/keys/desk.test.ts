import { expect, test } from "vitest";

import {
  confirmKey,
  keyIdOf,
  keyRegistrationText,
  registerKey,
} from "../../../warehouse/ledger/index.ts";
import { ada, bob, eva, givenLedger, givenRole, NOON } from "../../../warehouse/ledger/given.ts";
import type { GivenPerson } from "../../../warehouse/ledger/given.ts";
import type { Principal } from "../data/principal.ts";
import { publishedFor } from "../given-gateway.ts";
import { createRoleDesk } from "../roles/desk.ts";
import { createKeyDesk } from "./desk.ts";

const principalOf = ({ account }: GivenPerson, name: string): Principal => ({
  ...{ account, memberId: `m_${name}`, name, roles: ["committee"], cohorts: new Map() },
});
const ADA = principalOf(ada, "Ada");
const BOB = principalOf(bob, "Bob");

/** Ada, Bob and Eva sit on the committee; Ada's key is the first one, Bob's waits. */
async function givenDesks() {
  const given = givenLedger();
  const { ledger } = given;
  for (const member of [ada, bob, eva]) await givenRole(ledger, member);
  for (const { account, publicKey, sign } of [ada, bob]) {
    const proof = sign(keyRegistrationText(account, publicKey));
    await registerKey(ledger, { account, publicKey, proof });
  }
  const by = { operator: { reason: "ticket 7" } };
  await confirmKey(ledger, { keyId: keyIdOf(ada.publicKey), by, now: NOON });
  const published = publishedFor("", [ADA, BOB]);
  const desks = { ledger, now: () => NOON, published: () => published };
  return { ...given, keys: createKeyDesk(desks), roles: createRoleDesk(desks) };
}

const bobsKey = keyIdOf(bob.publicKey);

test("a member sees whose keys wait and who confirmed the others, and what is theirs to do", async () => {
  await using given = await givenDesks();
  const seenBy = async (principal: Principal) =>
    (await given.keys.list(principal)).map(({ ownerName, state, confirmedBy, ...may }) => [
      ...[ownerName, state, confirmedBy, may.mayConfirm, may.mayRevoke],
    ]);

  expect(await seenBy(ADA)).toEqual([
    ["Bob", "waiting", null, true, true],
    ["Ada", "confirmed", "operator", false, true],
  ]);
  expect(await seenBy(BOB)).toEqual([
    ["Bob", "waiting", null, false, true],
    ["Ada", "confirmed", "operator", false, true],
  ]);
  // Somebody with the pages, whose seat has ended since.
  const outsider = principalOf({ ...eva, account: "a_stranger" }, "Zoe");
  expect((await seenBy(outsider)).map(([, , , ...may]) => may)).toEqual([
    [false, false],
    [false, false],
  ]);
});

test("a key is confirmed by another member's signature, never by a session alone", async () => {
  await using given = await givenDesks();
  const [waiting] = await given.keys.list(ADA);
  const text = waiting?.confirmationText ?? "";
  const confirm = (principal: Principal, by: GivenPerson) =>
    given.keys.confirm(principal, {
      ...{ keyId: bobsKey, publicKey: by.publicKey, signature: by.sign(text) },
    });

  await expect(confirm(BOB, bob)).rejects.toMatchObject({ code: "not_another_member" });
  await expect(confirm(ADA, bob)).rejects.toMatchObject({ code: "key_not_registered" });
  expect((await given.keys.list(BOB))[0]?.state).toBe("waiting");
  const [confirmed] = await confirm(ADA, ada);

  expect(confirmed).toMatchObject({
    ...{ state: "confirmed", confirmedBy: "member", confirmerName: "Ada" },
  });
});

test("a revoked key stays in sight with who revoked it and why", async () => {
  await using given = await givenDesks();

  const [revoked] = await given.keys.revoke(ADA, { keyId: bobsKey, reason: "stolen" });

  expect(revoked).toMatchObject({
    ...{ state: "revoked", revokedBy: "Ada", revocationReason: "stolen" },
    ...{ mayConfirm: false, mayRevoke: false },
  });
});

test("the committee sees whose role is to end, and somebody else confirms it", async () => {
  await using given = await givenDesks();
  const asked = { account: bob.account, role: "committee", stream: null };
  const dates = { valid_from: "2026-01-01T00:00:00Z", valid_to: null };
  await given.ledger.append(
    "role_end_asked",
    { ...asked, ...dates, reason: "removed" },
    { actor: "configuration" },
  );
  const [end] = await given.roles.list(ADA);
  const body = { asked: end?.asked ?? "" };

  expect(end).toMatchObject({ name: "Bob", role: "committee", reason: "removed", refusal: null });
  expect((await given.roles.list(BOB))[0]?.refusal).toBe("own_role");
  await expect(given.roles.confirm(BOB, body)).rejects.toMatchObject({
    ...{ name: "DeskRefusal", code: "own_role" },
  });

  expect(await given.roles.confirm(ADA, body)).toEqual([]);
  expect((await given.keys.list(BOB)).map(({ mayRevoke }) => mayRevoke)).toEqual([true, false]);
});
