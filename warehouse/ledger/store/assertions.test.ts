import { expect, test } from "vitest";

import { importAssertions, AssertionsShapeError } from "./assertions.ts";
import { committeeAt } from "../approval/committee.ts";
import { approvalKeys } from "../approval/approval-keys.ts";
import { keyIdOf } from "../approval/ed25519.ts";
import { ada, bob, givenLedger, NOON, zoe } from "../given.ts";

const accountKey = (source: string, nativeId: string) => `a_${source}_${nativeId}`;
const options = {
  accountKey,
  rowIdentity: ({ tableId, id }: { tableId: string; id: number | string }) => `r_${tableId}_${id}`,
  roles: ["committee"],
  formulaDigest: () => "ab".repeat(32),
};
const APRIL = "2026-04-01T00:00:00Z";
const account = (nativeId: string) => ({ source: "discourse", nativeId });

const assertions = {
  links: [
    {
      link_id: "l1",
      a: account("1"),
      b: {
        source: "nocodb",
        nativeId: "us1",
      },
      method: "proof",
      evidence: "code word",
      valid_from: APRIL,
    },
  ],
  roles: ["1", "2"].map((id) => ({
    account: account(id),
    role: "committee",
    stream: null,
    valid_from: APRIL,
    valid_to: null,
  })),
  actors: [{ account: account("9"), actor: "agent", owner: account("1") }],
  wallets: [{ account: account("3"), wallet: zoe.wallet, evidence: "signed", linked_at: APRIL }],
  approvalKeys: [ada, bob].map(({ publicKey }, index) => ({
    account: account(`${index + 1}`),
    publicKey,
    label: "demo key",
  })),
  verdicts: [
    {
      account: account("1"),
      attempt: { tableId: "mt", id: 7, creatorId: "us1", createdAt: APRIL },
      text_digest: "cd".repeat(32),
      ...{ verdict: "accepted", grade: 4, remark: "Yes." },
      task: { tableId: "mk", id: 2, creatorId: null, createdAt: APRIL },
      ...{ cohort: "3", section_id: "a", complexity: "1250000", stated_at: APRIL },
    },
  ],
  formula: { formula: "2026-04", valid_from: APRIL },
};

test("what the demo asserts enters by actor demo, with account keys only", async () => {
  await using given = givenLedger();

  await importAssertions(given.ledger, assertions, options);

  const events = await given.ledger.read();
  expect(new Set(events.map(({ actor }) => actor))).toEqual(new Set(["demo"]));
  expect(events.map(({ kind }) => kind)).toEqual([
    "account_linked",
    "role_granted",
    "role_granted",
    "actor_declared",
    "wallet_linked",
    "approval_key_registered",
    "approval_key_confirmed",
    "approval_key_registered",
    "approval_key_confirmed",
    "verdict_stated",
    "formula_activated",
  ]);
  expect(events.find(({ kind }) => kind === "wallet_linked")?.at).toBe(
    new Date(APRIL).toISOString(),
  );
  expect(committeeAt(events, NOON, 2).members).toEqual(["a_discourse_1", "a_discourse_2"]);
  expect(approvalKeys(events).get(keyIdOf(ada.publicKey))).toMatchObject({
    account: "a_discourse_1",
    confirmedBy: "demo",
  });
});

test("importing again changes nothing; a new fact is added", async () => {
  await using given = givenLedger();
  await importAssertions(given.ledger, assertions, options);
  const head = await given.ledger.head();

  await importAssertions(given.ledger, assertions, options);
  expect(await given.ledger.head()).toEqual(head);

  const ended = assertions.roles.map((role) => ({ ...role, valid_to: "2026-09-01T00:00:00Z" }));
  await importAssertions(given.ledger, { ...assertions, roles: ended }, options);
  expect(committeeAt(await given.ledger.read(), NOON, 2).members).toEqual([]);
});

test("a file of another shape is refused by field and imports nothing", async () => {
  await using given = givenLedger();
  const wallets = [{ account: account("3"), wallet: "abc", evidence: "", linked_at: APRIL }];

  const refused = importAssertions(given.ledger, { ...assertions, wallets }, options);

  await expect(refused).rejects.toThrow(AssertionsShapeError);
  await expect(refused).rejects.toThrow(/expected base58 of 32 bytes\s+→ at wallets\[0\].wallet/);
  expect(await given.ledger.head()).toBeNull();
});

test("a role that is none is refused, and imports nothing", async () => {
  await using given = givenLedger();
  const roles = assertions.roles.map((role) => ({ ...role, role: "curator" }));

  const refused = importAssertions(given.ledger, { ...assertions, roles }, options);

  await expect(refused).rejects.toThrow(/expected "committee"\s+→ at roles\[0\].role/);
  expect(await given.ledger.head()).toBeNull();
});
