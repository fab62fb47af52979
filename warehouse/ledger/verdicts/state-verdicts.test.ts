import { expect, test } from "vitest";

import { ada, bob, eva, givenLedger, type GivenPerson, NOON } from "../given.ts";
import type { Ledger } from "../store/ledger.ts";
import { stateVerdicts, type VerdictToState } from "./state-verdicts.ts";

const LATER = new Date("2026-10-05T13:00:00.000Z");

const ACCEPTED: VerdictToState = {
  ...{ attempt_id: "r_1", text_digest: "ab".repeat(32), verdict: "accepted", grade: 4 },
  ...{ remark: "Да.", task_id: "t1", cohort_id: "s1", section_id: "border" },
  ...{ complexity: "1000000", way: "page" },
};
const RETURNED: VerdictToState = { ...ACCEPTED, verdict: "returned", grade: 2 };
const WITHDRAWN: VerdictToState = { ...ACCEPTED, verdict: "withdrawn", grade: null, remark: null };

interface Grant {
  readonly stream?: string | null;
  readonly valid_from?: string;
  readonly valid_to?: string | null;
}

async function grantMaster(ledger: Ledger, { account }: GivenPerson, grant: Grant = {}) {
  const dates = { valid_from: "2026-09-01T00:00:00Z", valid_to: null };
  const payload = { account, role: "master", stream: "s1", ...dates, ...grant };
  await ledger.append("role_granted", payload, { actor: "demo" });
}

/** Eva looks after cohort s1. */
async function givenMaster(grant: Grant = {}) {
  const given = givenLedger();
  await grantMaster(given.ledger, eva, grant);
  const state = (said: readonly VerdictToState[], by = eva, now = NOON) =>
    stateVerdicts(given.ledger, said, { account: by.account, now });
  const stated = async () =>
    (await given.ledger.read({ kinds: ["verdict_stated"] })).map(({ payload }) => payload);
  return { ...given, state, stated };
}

test("what a master says of a text is kept with all that it is bound to", async () => {
  await using given = await givenMaster();

  const [event] = await given.state([ACCEPTED]);

  const { verdict_id, ...rest } = event?.payload ?? { verdict_id: "" };
  expect(rest).toEqual({ ...ACCEPTED, account: eva.account, stated_at: NOON.toISOString() });
  expect(verdict_id).toMatch(/^v_[0-9a-f]{32}$/);
  expect([event?.actor, event?.at]).toEqual([eva.account, NOON.toISOString()]);
});

test.each([
  ["of another cohort", { stream: "s2" }],
  ["whose time ended just now", { valid_to: NOON.toISOString() }],
  ["whose time begins later", { valid_from: LATER.toISOString() }],
] as const)("a master %s states nothing", async (_, grant) => {
  await using given = await givenMaster(grant);

  await expect(given.state([ACCEPTED])).rejects.toMatchObject({
    ...{ name: "VerdictRefusedError", code: "not_a_master" },
  });
  expect(await given.stated()).toEqual([]);
});

test("a role that ends while the request is on its way has ended", async () => {
  await using given = await givenMaster();
  const before = await given.ledger.read();
  await grantMaster(given.ledger, eva, { valid_to: NOON.toISOString() });
  const late: Ledger = { ...given.ledger, read: async () => before as never };

  await expect(
    stateVerdicts(late, [ACCEPTED], { account: eva.account, now: NOON }),
  ).rejects.toMatchObject({ code: "not_a_master" });
  expect(await given.stated()).toEqual([]);
});

test("a master of no cohort in particular states in each", async () => {
  await using given = await givenMaster({ stream: null });

  await given.state([ACCEPTED]);

  expect(await given.stated()).toHaveLength(1);
});

test("a role held by another account of the same person counts", async () => {
  await using given = await givenMaster();
  const link = { link_id: "l1", account_a: eva.account, account_b: bob.account };
  const rest = { method: "manual" as const, evidence: "", valid_from: "2026-01-01T00:00:00Z" };
  await given.ledger.append("account_linked", { ...link, ...rest }, { actor: "demo" });

  await given.state([ACCEPTED], bob);

  expect((await given.stated()).map(({ account }) => account)).toEqual([bob.account]);
});

test("of many statements all are made, or none", async () => {
  await using given = await givenMaster();
  const elsewhere = { ...ACCEPTED, attempt_id: "r_2", cohort_id: "s2" };

  await expect(given.state([ACCEPTED, elsewhere])).rejects.toMatchObject({ code: "not_a_master" });

  expect(await given.stated()).toEqual([]);
});

test("the same said again, at once or later, is the statement that is there", async () => {
  await using given = await givenMaster();

  const twice = await Promise.all([given.state([ACCEPTED]), given.state([ACCEPTED])]);
  const [later] = await given.state([ACCEPTED], eva, LATER);

  expect(await given.stated()).toHaveLength(1);
  expect(new Set([...twice.flat(), later].map((event) => event?.seq)).size).toBe(1);
});

test("another word of the same person or the same word of another is a new statement", async () => {
  await using given = await givenMaster();
  await grantMaster(given.ledger, ada);

  await given.state([ACCEPTED]);
  await given.state([RETURNED], eva, LATER);
  await given.state([RETURNED], ada, LATER);
  await given.state([ACCEPTED], eva, LATER);

  expect((await given.stated()).map(({ verdict, account }) => [verdict, account])).toEqual([
    ["accepted", eva.account],
    ["returned", eva.account],
    ["returned", ada.account],
    ["accepted", eva.account],
  ]);
});

test("what was said can be withdrawn once, and only of the text it was said on", async () => {
  await using given = await givenMaster();
  await given.state([ACCEPTED]);
  const newer = { ...WITHDRAWN, text_digest: "cd".repeat(32) };

  await given.state([WITHDRAWN]);
  await given.state([WITHDRAWN]);

  expect((await given.stated()).map(({ verdict }) => verdict)).toEqual(["accepted", "withdrawn"]);
  await expect(given.state([newer])).rejects.toMatchObject({ code: "nothing_said" });
});
