/** Rents of receipts go back to the settler, and nobody is paid a second time for it. */
import { expect, test } from "vitest";

import { NOON } from "../../../warehouse/ledger/given.ts";
import type { ChainPort } from "../chain/port.ts";
import { LedgerOlderError } from "../errors.ts";
import { chainBalances, expectedBalances, givenApproved, planOf, settleAll } from "../given.ts";
import { ownerOf, sendLamports } from "../given-strangers.ts";
import { openJournal } from "../journal.ts";
import { closingOf } from "../mark.ts";
import { openingOf } from "../mark.ts";
import { payoutsOf, receiptAddress } from "../payout.ts";
import { FIVE, givenTwoMonths, reclaimed, reclaimingOf } from "./given-reclaim.ts";
import { AFTER_CLOSING_BLOCKS } from "./reclaim-limits.ts";

type Months = Awaited<ReturnType<typeof givenTwoMonths>>;

const RENT = 890_880n;
const FEE = 5_000n;

async function lamportsOf({ given }: Months): Promise<bigint> {
  const { values } = await given.chain.chain.accounts([given.settler.address], "confirmed");
  return values[0]?.lamports ?? 0n;
}

/** What the settler signed on the chain, by what its memos begin with. */
async function saidBy({ given }: Months): Promise<readonly string[]> {
  given.chain.advance(40);
  const history = await given.chain.chain.signaturesOf(given.settler.address);
  return history.flatMap(({ memo }) => (memo === null ? [] : (memo.split(":")[0] ?? [])));
}

test("the receipts of a settled month that a later payment proves give their rents back, once", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  await months.settle();
  await months.later();
  const before = await lamportsOf(months);

  const report = await reclaimed(given, digest);

  const none = { receiptCount: 0, lockedLamports: 0n, reclaimedLamports: 5n * RENT };
  expect(report).toMatchObject({ ...none, stand: { code: "reclaimed" } });
  // The closing stays, and two transactions have a fee.
  expect((await lamportsOf(months)) - before).toBe(4n * RENT - 2n * FEE);
  expect(await reclaimed(given, digest)).toEqual(report);
  expect(await chainBalances(given.activities(), digest)).toEqual(doubled());
});

/** Both months pay the same. */
function doubled(): Record<string, string> {
  const once = Object.entries(expectedBalances(FIVE));
  return Object.fromEntries(once.map(([wallet, amount]) => [wallet, `${BigInt(amount) * 2n}`]));
}

test("what is not settled is not taken back, and it is said what is missing", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  await settleAll(given, digest);
  given.chain.advance(200);

  expect((await months.reclaiming().step(digest)).stand).toEqual({
    code: "refused",
    fault: { code: "unsettled", found: "2026-09", expected: "distribution_settled" },
  });
});

test("a month that no later payment proves keeps its receipts", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  await months.settle();
  given.chain.advance(200);

  const { receiptCount, lockedLamports, stand } = await reclaimed(given, digest);

  expect([receiptCount, lockedLamports]).toEqual([5, 5n * RENT]);
  expect(stand).toMatchObject({ code: "refused", fault: { code: "unanchored", found: "0" } });
  expect(await saidBy(months)).not.toContain("stk2c");
});

test("a later payment whose memo names a ledger from before the month was settled proves nothing", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  // Paid by a ledger that then knew the first month as paid, and not as settled.
  await settleAll(given, digest);
  const of = await givenApproved(given.ledger, planOf(given.facts, FIVE, { period: "2026-10" }));
  const activities = given.activities();
  await activities.prepareBatch({ digest: of, batch: 0 });
  await activities.sendBatch({ digest: of, batch: 0 });
  await activities.reconcile({ digest });
  given.chain.advance(40);
  expect(await activities.observeBatch({ digest: of, batch: 0 })).toEqual({ outcome: "paid" });
  given.chain.advance(200);

  const { stand } = await reclaimed(given, digest);

  expect(stand).toMatchObject({ code: "refused", fault: { code: "unanchored", found: "1" } });
});

test("receipts stay while an attempt of any batch may still land, and go once none may", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  const batch = 0;
  const activities = given.activities();
  await activities.checkSettleable({ digest });
  await activities.prepareBatch({ digest, batch });
  given.chain.advance(20);
  // A void of the same batch is signed and kept back, and the payment lands.
  const lost: ChainPort = { ...given.chain.chain, send: async () => {} };
  await given.activities({ chain: lost }).voidBatch({ digest, batch });
  const [payment, twin] = await given.ledger.read({ kinds: ["attempt_signed"] });
  await given.chain.chain.send(Buffer.from(payment?.payload.wire ?? "", "base64"));
  given.chain.advance(40);
  await months.settle();
  await months.later();
  const last = twin?.payload.last_valid_block_height ?? expect.unreachable();
  // The node with which it might still land: what is final there is the last block that may hold it.
  const view = { slot: 0, height: last };
  const late = { ...given.chain.chain, finalizedView: async () => view };

  const { stand } = await reclaimingOf(given, { chain: late }).step(digest);

  const fault = { found: `batch 0, attempt 2: ${last}`, expected: `< ${last}` };
  expect(stand).toEqual({ code: "refused", fault: { code: "attempt_open", ...fault } });
  expect(await saidBy(months)).not.toContain("stk2c");
  expect((await reclaimed(given, digest)).stand).toEqual({ code: "reclaimed" });
  await given.chain.chain.send(Buffer.from(twin?.payload.wire ?? "", "base64"));
  expect(await chainBalances(activities, digest)).toEqual(doubled());
});

test("receipts stay where the month's place is nobody's, since another plan could take it", async () => {
  await using months = await givenTwoMonths();
  const { given, digest, plan } = months;
  await months.settle();
  await months.later();
  given.chain.advance(200);
  const { settler } = given;
  const place = receiptAddress(openingOf(plan, digest, { settler, after: plan.period, turn: 0 }));
  const { chain } = given.chain;
  const unopened: ChainPort = {
    ...chain,
    async accounts(addresses, commitment) {
      const answer = await chain.accounts(addresses, commitment);
      return addresses.includes(place) ? { ...answer, values: [null] } : answer;
    },
  };

  const { stand } = await reclaimingOf(given, { chain: unopened }).step(digest);

  const fault = { code: "place_not_held", found: place, expected: "2026-09" };
  expect(stand).toEqual({ code: "refused", fault });
  expect(await saidBy(months)).not.toContain("stk2c");
});

test("a plan is closed for two lives of a block hash before the first receipt goes", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  await months.settle();
  await months.later();
  given.chain.advance(200);
  const reclaiming = months.reclaiming();

  expect((await reclaiming.step(digest)).stand).toEqual({ code: "closing" });
  given.chain.advance(20);
  // It may still vanish.
  expect((await reclaiming.step(digest)).stand).toEqual({ code: "closing" });
  given.chain.advance(20);
  const { stand } = await reclaiming.step(digest);
  expect(stand).toMatchObject({ code: "waiting" });
  const blocksLeft = stand.code === "waiting" ? stand.blocksLeft : 0;
  expect(blocksLeft).toBeGreaterThan(AFTER_CLOSING_BLOCKS - 20);
  given.chain.advance(blocksLeft - 20);
  expect(await reclaiming.step(digest)).toMatchObject({
    receiptCount: 5,
    stand: { code: "waiting" },
  });
  expect(await given.ledger.read({ kinds: ["reclaim_signed"] })).toEqual([]);
  expect(await saidBy(months)).not.toContain("stk2r");
  expect((await reclaimed(given, digest)).stand).toEqual({ code: "reclaimed" });
});

test("a height from before the closing is none to count from", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  await months.settle();
  await months.later();
  given.chain.advance(200);
  const { chain } = given.chain;
  const old = await chain.finalizedView();
  await months.reclaiming().step(digest);
  given.chain.advance(40);
  const behind = { ...chain, finalizedView: async () => old };

  expect((await reclaimingOf(given, { chain: behind }).step(digest)).stand.code).toBe("closing");
  expect(await given.ledger.read({ kinds: ["plan_closed"] })).toEqual([]);
  expect((await months.reclaiming().step(digest)).stand.code).toBe("waiting");
});

test("two processes that take back at once take each receipt once", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  await months.settle();
  await months.later();
  const before = await lamportsOf(months);
  const two = [months.reclaiming(), months.reclaiming()] as const;

  for (let step = 0; step < 20; step += 1) {
    // One of them may be told to wait for the other.
    await Promise.allSettled(two.map((one) => one.step(digest)));
    given.chain.advance(40);
  }

  const { stand, reclaimedLamports } = await two[0].look(digest);
  expect([stand, reclaimedLamports]).toEqual([{ code: "reclaimed" }, 5n * RENT]);
  const signed = await given.ledger.read({ kinds: ["reclaim_signed"] });
  expect(signed.map(({ payload }) => payload.batches)).toEqual([[0, 1, 2, 3, 4]]);
  expect(await lamportsOf(months)).toBeGreaterThan(before);
});

test("nothing is written down that takes receipts of a plan that is open, or that others take", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  const { ledger } = given;
  const clock = { now: () => NOON.getTime() };
  const journal = openJournal(ledger, given.signerOf(ledger, clock), clock);
  const of = (attempt: number, batches: number[]) => ({
    ...{ digest, attempt, batches, lamports: "1", wire: "AA==", signature: `s${attempt}` },
    ...{ blockhash: "b", last_valid_block_height: 1 },
  });

  await expect(journal.reclaimSigned(of(1, [0, 1]))).rejects.toThrow("is not closed");
  await journal.note("plan_closed", { digest, signature: "s", slot: 1, height: 1 }, digest);
  expect(await journal.reclaimSigned(of(1, [0, 1]))).toBe(true);
  await expect(journal.reclaimSigned(of(2, [1, 2]))).rejects.toThrow("Attempt 1 takes receipts");
  const ended = { digest, attempt: 1, outcome: "expired", evidence: "" } as const;
  await journal.note("reclaim_ended", ended, `${digest}:1`);
  expect(await journal.reclaimSigned(of(2, [1, 2]))).toBe(true);
});

test("a ledger that is older than the newest payment takes nothing back", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  await months.settle();
  await months.later();
  const ledger = months.copy("copy");
  const third = planOf(given.facts, FIVE, { period: "2026-11" });
  await settleAll(given, await givenApproved(given.ledger, third));
  given.chain.advance(200);

  await expect(reclaimingOf(given, { ledger }).step(digest)).rejects.toThrow(LedgerOlderError);
  expect(await saidBy(months)).not.toContain("stk2c");
});

test("what a stranger sends to an address that was given back is taken as well, and pays nobody", async () => {
  await using months = await givenTwoMonths();
  const { given, digest, plan } = months;
  await months.settle();
  await months.later();
  await reclaimed(given, digest);
  const receipt = receiptAddress(payoutsOf(plan, digest, given.settler)(2));
  await sendLamports(given, ownerOf("a stranger"), receipt, 1_000_000n);

  expect(await months.reclaiming().look(digest)).toMatchObject({
    receiptCount: 1,
    lockedLamports: 1_000_000n,
    stand: { code: "reclaimable" },
  });
  expect(await reclaimed(given, digest)).toMatchObject({
    reclaimedLamports: 5n * RENT + 1_000_000n,
    stand: { code: "reclaimed" },
  });
});

test("the next month is paid on, though receipts of the first are gone", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  await months.settle();
  await months.later();
  await reclaimed(given, digest);
  const third = planOf(given.facts, FIVE, { period: "2026-11" });

  const of = await givenApproved(given.ledger, third);
  expect(await settleAll(given, of)).toEqual(["paid"]);
});

test("a chain that lost the closing is older than the ledger, and nothing is taken or paid there", async () => {
  await using months = await givenTwoMonths();
  const { given, digest, plan } = months;
  await months.settle();
  await months.later();
  await reclaimed(given, digest);
  const closing = receiptAddress(closingOf(plan, digest, given.settler));
  const { chain } = given.chain;
  const older: ChainPort = {
    ...chain,
    async accounts(addresses, commitment) {
      const answer = await chain.accounts(addresses, commitment);
      const values = answer.values.map((one, at) => (addresses[at] === closing ? null : one));
      return { ...answer, values };
    },
  };
  const of = await givenApproved(given.ledger, planOf(given.facts, FIVE, { period: "2026-11" }));

  await expect(reclaimingOf(given, { chain: older }).step(digest)).rejects.toThrow(
    "it is older than the ledger",
  );
  await expect(given.activities({ chain: older }).checkSettleable({ digest: of })).rejects.toThrow(
    /has no receipt .*: it is older than the ledger/,
  );
});
