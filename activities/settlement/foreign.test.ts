/** Others may move the treasury's tokens while a plan is paid: that is told, and stops nobody. */
import { expect, test } from "vitest";

import { acknowledgeTransfer } from "../../warehouse/ledger/index.ts";
import { ada, NOON } from "../../warehouse/ledger/given.ts";
import {
  escrow,
  givenApproved,
  givenSettlement,
  planOf,
  settleAll,
  settleBatch,
  TWENTY,
  walletOf,
} from "./given.ts";
import { ownerOf, sendTokens } from "./given-strangers.ts";
import { tokenAddress } from "./recipients.ts";

const SIX = TWENTY.slice(0, 6);
const SUPPLY = 1_000_000_000_000n;
const PAID = SIX.reduce((sum, { amount }) => sum + amount, 0n);

async function givenThreeBatches() {
  const given = await givenSettlement();
  const plan = planOf(given.facts, SIX, { perBatch: 2 });
  const digest = await givenApproved(given.ledger, plan);
  const pay = async (batch: number) => {
    const advance = () => given.chain.advance(10);
    return await settleBatch(given.activities(), { digest, batch }, { advance });
  };
  const first = plan.lines.find(({ id }) => id === plan.batches[0]?.lineIds[0])?.member ?? "";
  return Object.assign(given, { plan, digest, pay, first });
}

type Given = Awaited<ReturnType<typeof givenThreeBatches>>;

const foundIn = async ({ ledger }: Given) =>
  (await ledger.read({ kinds: ["foreign_transfer_found"] })).map(({ payload }) => payload);

test("a unit that a recipient sends back is told apart, and the plan settles with no difference", async () => {
  await using given = await givenThreeBatches();
  const { digest, facts, ledger } = given;
  await given.pay(0);
  await sendTokens(given, ownerOf(given.first), facts.treasury, 1n);
  await given.pay(1);
  await sendTokens(given, ownerOf(given.first), facts.treasury, 2n);
  await given.pay(2);

  const settled = await given.activities().reconcile({ digest });

  expect(settled).toMatchObject({
    paid_base_units: `${PAID}`,
    treasury_before_base_units: `${SUPPLY}`,
    treasury_after_base_units: `${SUPPLY - PAID + 3n}`,
    foreign_base_units: "3",
    difference_base_units: "0",
  });
  const found = await foundIn(given);
  expect(found.map((one) => [one.digest, one.amount_base_units])).toEqual([
    [digest, "1"],
    [digest, "2"],
  ]);
  expect(new Set(found.map(({ signature }) => signature)).size).toBe(2);
  expect(await ledger.read({ kinds: ["distribution_settled"] })).toHaveLength(1);
});

test("what came before the first payment and after the last is no matter of this plan", async () => {
  await using given = await givenThreeBatches();
  const { digest, facts } = given;
  await sendTokens(given, given.settler, tokenAddress(given.settler.address, facts.mint), 5n);
  await settleAll(given, digest);
  await sendTokens(given, ownerOf(given.first), facts.treasury, 1n);

  expect(await given.activities().reconcile({ digest })).toMatchObject({
    treasury_after_base_units: `${SUPPLY - PAID}`,
    difference_base_units: "0",
  });
  expect(await foundIn(given)).toEqual([]);
});

test("the next month is settled after one in which somebody filled the treasury up", async () => {
  await using given = await givenThreeBatches();
  const { digest, facts } = given;
  await given.pay(0);
  await sendTokens(given, ownerOf(given.first), facts.treasury, 1n);
  await given.pay(1);
  await given.pay(2);
  await given.activities().reconcile({ digest });
  const next = planOf(given.facts, SIX, { period: "2026-10" });
  const later = await givenApproved(given.ledger, next);
  await settleAll(given, later);

  expect(await given.activities().reconcile({ digest: later })).toMatchObject({
    difference_base_units: "0",
  });
  expect(await foundIn(given)).toHaveLength(1);
});

test("tokens that left by the settler's own key stop the plan until the committee has looked", async () => {
  await using given = await givenThreeBatches();
  const { digest, facts, ledger } = given;
  const theirs = tokenAddress(walletOf(given.first), facts.mint);
  await given.pay(0);
  await sendTokens(given, given.settler, theirs, 7n);
  await given.pay(1);
  await given.pay(2);
  const { reconcile } = given.activities();

  await expect(reconcile({ digest })).rejects.toThrow(
    /7 base units left the treasury in \w+ without .* --acknowledge \w+/s,
  );
  expect(await ledger.read({ kinds: ["distribution_settled"] })).toEqual([]);
  const [found] = await foundIn(given);
  expect(found?.amount_base_units).toBe("-7");
  const note = "Paid by hand: a corrected month.";
  const signature = found?.signature ?? "";
  await acknowledgeTransfer(ledger, { signature, note, actor: ada.account, now: NOON });

  expect(await reconcile({ digest })).toMatchObject({
    treasury_after_base_units: `${SUPPLY - PAID - 7n}`,
    foreign_base_units: "-7",
    difference_base_units: "0",
  });
});

test("a history in which a transfer is missing does not add up, and closes nothing", async () => {
  await using given = await givenThreeBatches();
  const { digest, facts, ledger, plan } = given;
  await given.pay(0);
  await sendTokens(given, ownerOf(given.first), facts.treasury, 1n);
  await given.pay(1);
  await given.pay(2);
  await escrow(ledger, digest, plan);
  const { chain } = given.chain;
  const own = new Set(
    (await ledger.read({ kinds: ["batch_paid"] })).map(({ payload }) => payload.signature),
  );
  const forgetful = {
    ...chain,
    signaturesOf: async (...asked: Parameters<typeof chain.signaturesOf>) =>
      (await chain.signaturesOf(...asked)).filter(({ signature }) => own.has(signature)),
  };

  await expect(given.activities({ chain: forgetful }).reconcile({ digest })).rejects.toThrow(
    "does not add up",
  );
  expect(await ledger.read({ kinds: ["distribution_settled"] })).toEqual([]);
});
