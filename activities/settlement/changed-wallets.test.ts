/** A wallet that is linked after a plan was proposed takes its own line out of it, and no other. */
import { expect, test } from "vitest";

import { NOON } from "../../warehouse/ledger/given.ts";
import { distributionState, type Ledger } from "../../warehouse/ledger/index.ts";
import {
  chainBalances,
  expectedBalances,
  givenApproved,
  givenSettlement,
  planOf,
  settleBatch,
  TWENTY,
  walletOf,
} from "./given.ts";

const FOUR = TWENTY.slice(0, 4);
/** Each account proves the wallet that its member is paid to. */
const accountOf = (member: string) => `a_${member}`;

async function link(ledger: Ledger, account: string, wallet: string): Promise<void> {
  const payload = { account, wallet, method: "proof" as const, evidence: "" };
  await ledger.append("wallet_linked", payload, { actor: account });
}

async function merge(ledger: Ledger, account_a: string, account_b: string): Promise<void> {
  const link_id = `${account_a} ${account_b}`;
  const proven = { link_id, account_a, account_b, method: "proof" as const, evidence: "" };
  const valid_from = NOON.toISOString();
  await ledger.append("account_linked", { ...proven, valid_from }, { actor: account_a });
}

async function unmerge(ledger: Ledger, account_a: string, account_b: string): Promise<void> {
  const link_id = `${account_a} ${account_b}`;
  await ledger.append("link_revoked", { link_id, reason: "a mistake" }, { actor: "operator" });
}

/** Four members with wallets of their own, two lines in a batch; `before` comes before the plan. */
async function givenWallets(before: (ledger: Ledger) => Promise<void> = async () => {}) {
  const given = await givenSettlement();
  const { ledger } = given;
  for (const { member } of FOUR) await link(ledger, accountOf(member), walletOf(member));
  await before(ledger);
  const plan = planOf(given.facts, FOUR, { perBatch: 2 });
  const digest = await givenApproved(ledger, plan);
  const memberIn = (batch: number) =>
    plan.lines.find(({ id }) => plan.batches[batch]?.lineIds[0] === id)?.member ?? "";
  const settled = async () => {
    const outcomes: string[] = [];
    const activities = given.activities();
    await activities.checkSettleable({ digest });
    const advance = () => given.chain.advance(10);
    for (const batch of [0, 1])
      outcomes.push(await settleBatch(activities, { digest, batch }, { advance }));
    return outcomes;
  };
  const aside = async () => {
    const events = await ledger.read({ kinds: ["line_set_aside"] });
    const members = new Map(plan.lines.map(({ id, member }) => [id, member]));
    return events.map(({ payload }) => [members.get(payload.line_id), payload.reason]);
  };
  return Object.assign(given, { plan, digest, memberIn, settled, aside });
}

const CHANGED = "its member linked another wallet since";

test("a wallet linked after the plan was proposed sets its own line aside, and the others are paid", async () => {
  await using given = await givenWallets();
  const member = given.memberIn(1);
  await link(given.ledger, accountOf(member), walletOf("new"));

  expect(await given.settled()).toEqual(["paid", "voided"]);
  expect(await given.aside()).toEqual([[member, CHANGED]]);
  const state = distributionState(await given.ledger.read(), given.digest, NOON);
  expect(state?.status).toBe("revising");
});

test("another account of the same person that links a wallet takes the line out as well", async () => {
  await using given = await givenWallets(async (ledger) => {
    for (const { member } of FOUR) await merge(ledger, accountOf(member), `a_second_${member}`);
  });
  const member = given.memberIn(0);
  await link(given.ledger, `a_second_${member}`, walletOf("new"));

  expect(await given.settled()).toEqual(["voided", "paid"]);
  expect(await given.aside()).toEqual([[member, CHANGED]]);
});

test("to link the old wallet back does not undo it: a changed wallet waits anew", async () => {
  await using given = await givenWallets();
  const member = given.memberIn(1);
  await link(given.ledger, accountOf(member), walletOf("new"));
  await link(given.ledger, accountOf(member), walletOf(member));

  expect(await given.settled()).toEqual(["paid", "voided"]);
});

test("to prove the same wallet once more changes nothing", async () => {
  await using given = await givenWallets();
  for (const { member } of FOUR) await link(given.ledger, accountOf(member), walletOf(member));

  expect(await given.settled()).toEqual(["paid", "paid"]);
  expect(await chainBalances(given.activities(), given.digest)).toEqual(expectedBalances(FOUR));
});

test("accounts that become one person, or two, neither change nor stop where a line is paid", async () => {
  await using given = await givenWallets(async (ledger) => {
    // Somebody else's, who had a wallet of their own before the plan; and two who were one.
    await link(ledger, "a_stranger", walletOf("stranger"));
    await merge(ledger, accountOf("m_02"), accountOf("m_03"));
    await unmerge(ledger, accountOf("m_02"), accountOf("m_03"));
  });
  for (const { member } of FOUR) await merge(given.ledger, accountOf(member), "a_stranger");
  await unmerge(given.ledger, accountOf("m_00"), "a_stranger");

  expect(await given.settled()).toEqual(["paid", "paid"]);
  expect(await given.aside()).toEqual([]);
  expect(await chainBalances(given.activities(), given.digest)).toEqual(expectedBalances(FOUR));
});

test("a plan that was made before the newest wallet was known does not pay the old one", async () => {
  await using given = await givenWallets(async (ledger) => {
    await link(ledger, accountOf("m_01"), walletOf("new"));
  });

  await given.settled();

  expect(await given.aside()).toEqual([["m_01", CHANGED]]);
});

test("a wallet linked while its batch is being signed still keeps it from being written down", async () => {
  await using given = await givenWallets();
  const member = given.memberIn(0);
  const { chain } = given.chain;
  const linking: typeof chain = {
    ...chain,
    async simulate(unsigned) {
      await link(given.ledger, accountOf(member), walletOf("new"));
      return await chain.simulate(unsigned);
    },
  };
  const input = { digest: given.digest, batch: 0 };
  const activities = given.activities({ chain: linking });

  expect(await activities.prepareBatch(input)).toEqual({ outcome: "unpayable" });
  expect(await given.ledger.read({ kinds: ["attempt_signed"] })).toEqual([]);
  expect(await given.aside()).toEqual([[member, CHANGED]]);
});

test("what is on its way already is not held up by a member who links again and again", async () => {
  await using given = await givenWallets();
  const activities = given.activities();
  const input = { digest: given.digest, batch: 0 };
  await activities.checkSettleable({ digest: given.digest });
  await activities.prepareBatch(input);
  for (const name of ["one", "two", "three"])
    await link(given.ledger, accountOf(given.memberIn(0)), walletOf(name));

  expect(await given.settled()).toEqual(["paid", "paid"]);
  expect(await given.aside()).toEqual([]);
});
