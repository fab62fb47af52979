import { expect, test } from "vitest";

import {
  ada,
  bob,
  eva,
  givenCommittee,
  givenLedger,
  givenPerson,
  givenProposal,
  NOON,
  zoe,
} from "../../../warehouse/ledger/given.ts";
import type { GivenPerson } from "../../../warehouse/ledger/given.ts";
import { withheld } from "../../../warehouse/ledger/given-withheld.ts";
import type { Principal } from "../data/principal.ts";
import { createDistributionDesk } from "./desk.ts";

function principalOf({ account }: GivenPerson, memberId: string): Principal {
  return { account, memberId, name: memberId, roles: ["committee", "trainee"], cohorts: new Map() };
}

const ZOE = principalOf(zoe, "m_zoe");
const BOB = principalOf(bob, "m_bob");
const EVA = principalOf(eva, "m_eva");

/** Zoe is to get 60, Bob 30 and Eva, who has no wallet, 10; Ada proposed, two of three sign. */
async function givenDesk({ demoConfirms = false, settlerOwnsTreasury = true } = {}) {
  const given = givenLedger();
  await givenCommittee(given.ledger);
  const proposal = await givenProposal(given.ledger);
  const rung: string[] = [];
  const desk = createDistributionDesk({
    ledger: given.ledger,
    now: () => NOON,
    published: () => null,
    ring: ({ digest }) => rung.push(digest),
    ...{ demoConfirms, settlerOwnsTreasury },
  });
  return { ...given, ...proposal, desk, rung };
}

test("somebody's payments are the own lines, and nobody else's", async () => {
  await using given = await givenDesk();
  const lineOf = (member: string) => given.plan.lines.find((line) => line.member === member)?.id;
  const own = async (principal: Principal) =>
    (await given.desk.payments(principal)).map(({ lineId, amountBaseUnits, status }) => [
      ...[lineId, amountBaseUnits, status],
    ]);

  expect(await own(ZOE)).toEqual([[lineOf("m_zoe"), "60", "open"]]);
  expect(await own(EVA)).toEqual([[lineOf("m_eva"), "10", "escrowed"]]);
  expect(await own({ ...ZOE, memberId: "m_stranger" })).toEqual([]);
});

test("whoever looks at a plan or a payment is told of which chain it is", async () => {
  await using given = await givenDesk();
  const { genesis } = given.plan.chain;

  expect(await given.desk.list(BOB)).toMatchObject([{ genesis }]);
  expect(await given.desk.payments(ZOE)).toMatchObject([{ genesis }]);
});

test("a committee member sees the own keys and the own part in a plan", async () => {
  await using given = await givenDesk();
  const mine = async (principal: Principal) => (await given.desk.list(principal))[0]?.mine;
  const seat = { isMember: true, isProposer: false, hasApproved: false };

  expect(await mine(BOB)).toEqual({
    ...seat,
    keys: [{ publicKey: bob.publicKey, confirmed: true }],
  });
  expect(await mine(principalOf(ada, "m_ada"))).toMatchObject({ isMember: true, isProposer: true });
  expect(await mine(ZOE)).toEqual({ ...seat, isMember: false, keys: [] });
});

test("a signature counts for its plan and wakes who waits for it", async () => {
  await using given = await givenDesk();
  const { digest, text } = given;

  const counted = await given.desk.approve(BOB, {
    ...{ digest, publicKey: bob.publicKey, signature: bob.sign(text) },
  });

  expect(counted).toEqual({ approvalCount: 1, threshold: 2 });
  expect(given.rung).toEqual([digest]);
  expect((await given.desk.list(BOB))[0]?.mine.hasApproved).toBe(true);
});

test.each([true, false])(
  "a member sees whether the key that pays owns the treasury: %s",
  async (is) => {
    await using given = await givenDesk({ settlerOwnsTreasury: is });

    expect((await given.desk.list(BOB))[0]?.settlerOwnsTreasury).toBe(is);
  },
);

test("what the ledger does not take is refused by its code, and wakes nobody", async () => {
  await using given = await givenDesk();
  const { digest, text } = given;
  const approval = { digest, publicKey: bob.publicKey, signature: bob.sign(text) };
  const spare = givenPerson("a spare key");

  await expect(given.desk.approve(EVA, approval)).rejects.toMatchObject({
    ...{ name: "DeskRefusal", code: "key_not_registered" },
  });
  await expect(
    given.desk.registerKey(BOB, { publicKey: spare.publicKey, proof: spare.sign("anything") }),
  ).rejects.toMatchObject({ name: "DeskRefusal", code: "bad_proof" });
  expect(given.rung).toEqual([]);
});

test.each([true, false])("a new key is confirmed at once in the demo alone: %s", async (isDemo) => {
  await using given = await givenDesk({ demoConfirms: isDemo });
  const { publicKey, sign } = givenPerson("bob's new laptop");
  const proof = sign(`Vklad key registration | m_bob | ${publicKey}`);

  const { confirmed } = await given.desk.registerKey(BOB, { publicKey, proof });

  const keys = (await given.desk.list(BOB))[0]?.mine.keys ?? [];
  expect([confirmed, keys.find((key) => key.publicKey === publicKey)?.confirmed]).toEqual([
    isDemo,
    isDemo,
  ]);
});

test("whoever signed sees why a payment does not go on", async () => {
  await using given = await givenDesk();
  const { digest } = given;
  const stopped = { digest, code: "lamports_short", found: "the settler has 0 lamports" };
  await given.ledger.append("distribution_stopped", stopped, { actor: "settler" });

  const [shown] = await given.desk.list(BOB);

  const { code, found } = stopped;
  expect(shown?.stop).toEqual({
    code,
    found,
    at: NOON.toISOString(),
    text: {
      ru: expect.stringMatching(/SOL.*Это делает оператор/),
      en: expect.stringMatching(/SOL.*The operator does that/),
    },
  });
});

test("a member of the committee steers a month, which wakes who pays it, and others do not", async () => {
  await using given = await givenDesk();
  const wish = { period: "2026-09", reason: "a wrong verdict" };

  expect(await given.desk.steer(BOB, { ...wish, wish: "hold" })).toEqual({
    ...{ status: "held", wayOut: "held" },
  });
  expect(given.rung).toEqual([given.digest]);
  expect((await given.desk.list(EVA))[0]).toMatchObject({
    status: "held",
    hold: { reason: "a wrong verdict" },
    wayOutText: {
      ru: expect.stringMatching(/^Задержан: /),
      en: expect.stringMatching(/^Held: /),
    },
  });
  await expect(given.desk.steer(ZOE, { ...wish, wish: "resume" })).rejects.toMatchObject({
    ...{ name: "DeskRefusal", code: "not_on_committee" },
  });
  expect(given.rung).toHaveLength(1);
});

test("a foreign transfer is shown until somebody on the committee says what it was", async () => {
  await using given = await givenDesk();
  const found = { digest: given.digest, signature: "5sig", slot: 7, amount_base_units: "1" };
  await given.ledger.append("foreign_transfer_found", found, { actor: "settler" });
  const shown = async () => (await given.desk.list(BOB))[0]?.foreign;
  expect(await shown()).toEqual([{ signature: "5sig", amountBaseUnits: "1", acknowledged: null }]);

  await given.desk.acknowledge(BOB, { signature: "5sig", note: "Anna sent one back." });

  expect(await shown()).toMatchObject([{ acknowledged: { reason: "Anna sent one back." } }]);
});

test("a line is held on the plan that was looked at, and who signs sees who did it and why", async () => {
  await using given = await givenDesk();
  const { digest } = given;
  const line = given.plan.lines.find(({ member }) => member === "m_zoe")?.id ?? "";
  const asked = { period: "2026-09", digest, line, reason: "<b>a wrong verdict</b>" };

  expect(await given.desk.steerLine(BOB, { ...asked, wish: "hold" })).toEqual({
    ...{ status: "revising", wayOut: "line_said" },
  });
  expect(given.rung).toEqual([digest]);
  const said = { name: "—", at: NOON.toISOString(), reason: asked.reason };
  expect((await given.desk.list(EVA))[0]).toMatchObject({
    ...{ status: "revising", withheld: [], mayHoldLines: true },
    lineWishes: [{ lineId: line, wish: "hold", ...said }],
  });
  const revision = { ...given.plan, revision: 2, predecessor: digest };
  await givenProposal(given.ledger, withheld(revision, { m_zoe: "held" }));
  expect((await given.desk.list(EVA))[0]).toMatchObject({
    withheld: [{ lineId: line, word: "held", amountBaseUnits: "60", isReleased: false }],
    lineWishes: [],
  });
  expect((await given.desk.payments(ZOE)).at(-1)).toMatchObject({ lineId: line, status: "held" });
  for (const [who, wish, code] of [
    [ZOE, "release", "not_on_committee"],
    [BOB, "drop", "newer_plan"],
  ] as const)
    await expect(given.desk.steerLine(who, { ...asked, wish })).rejects.toMatchObject({
      ...{ name: "DeskRefusal", code },
    });
  expect(given.rung).toEqual([digest]);
});

test("beside the lines of a plan that a quorum signed nothing is offered", async () => {
  await using given = await givenDesk();
  const { digest, text } = given;
  for (const [principal, { publicKey, sign }] of [
    [BOB, bob],
    [EVA, eva],
  ] as const)
    await given.desk.approve(principal, { digest, publicKey, signature: sign(text) });

  expect((await given.desk.list(BOB))[0]).toMatchObject({
    ...{ status: "approved", mayHoldLines: false },
  });
});
