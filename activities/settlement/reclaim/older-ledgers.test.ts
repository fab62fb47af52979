/** Receipts are gone, and a ledger that does not know it pays nothing of their plan again. */
import { expect, test } from "vitest";

import { adoptPayments } from "../adopt.ts";
import type { ChainPort } from "../chain/port.ts";
import { LedgerOlderError } from "../errors.ts";
import {
  chainBalances,
  expectedBalances,
  givenApproved,
  planOf,
  settleAll,
  settleBatch,
} from "../given.ts";
import { givenSigner } from "../signer/given.ts";
import { NOON } from "../../../warehouse/ledger/given.ts";
import { FIVE, givenTwoMonths, reclaimed, reclaimingOf } from "./given-reclaim.ts";

type Months = Awaited<ReturnType<typeof givenTwoMonths>>;

/** The first month's receipts are taken back, by a ledger that was copied at some moment before. */
async function takenBack(months: Months): Promise<void> {
  await months.settle();
  await months.later();
  expect((await reclaimed(months.given, months.digest)).stand).toEqual({ code: "reclaimed" });
}

/** Both months pay the same. */
function doubled(): Record<string, string> {
  const once = Object.entries(expectedBalances(FIVE));
  return Object.fromEntries(once.map(([wallet, amount]) => [wallet, `${BigInt(amount) * 2n}`]));
}

test("a machine with a copy from before the first payment signs nothing more, and finds what was paid", async () => {
  await using months = await givenTwoMonths();
  const copy = months.copy("copy");
  await takenBack(months);
  const { given, digest } = months;
  const activities = given.activities({ ledger: copy });

  await expect(activities.checkSettleable({ digest })).rejects.toThrow(LedgerOlderError);
  // Where it had asked that before, and goes on with the batches now.
  for (let batch = 0; batch < 5; batch += 1) {
    const input = { digest, batch };
    expect(await activities.prepareBatch(input)).toEqual({ outcome: "in_doubt" });
    expect(await activities.observeBatch(input)).toEqual({ outcome: "paid" });
  }
  expect(await copy.read({ kinds: ["attempt_signed"] })).toEqual([]);
  expect(await chainBalances(activities, digest)).toEqual(doubled());
});

test("such a copy voids nothing either, so that no revision pays what was paid", async () => {
  await using months = await givenTwoMonths();
  const copy = months.copy("copy");
  await takenBack(months);
  const { given, digest } = months;
  const wish = { digest, reason: "an old copy" };
  await copy.append("distribution_void_asked", wish, { actor: "operator" });
  const activities = given.activities({ ledger: copy });

  const input = { digest, batch: 3 };
  expect(await activities.voidBatch(input)).toEqual({ outcome: "in_doubt" });
  expect(await activities.observeBatch(input)).toEqual({ outcome: "paid" });
  expect(await copy.read({ kinds: ["attempt_signed"] })).toEqual([]);
});

test("a copy whose payment landed unseen finds it final, though its receipt is gone", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  const activities = given.activities();
  await activities.checkSettleable({ digest });
  await activities.prepareBatch({ digest, batch: 0 });
  const copy = months.copy("copy");
  await takenBack(months);

  const late = given.activities({ ledger: copy });
  expect(await late.observeBatch({ digest, batch: 0 })).toEqual({ outcome: "paid" });
});

test("a ledger begun anew pays no other plan of the month", async () => {
  await using months = await givenTwoMonths();
  await takenBack(months);
  const { given } = months;
  const fresh = await given.freshLedger();
  const again = planOf(given.facts, FIVE, { proposedAt: "2026-10-05T10:00:00.000Z" });
  const digest = await givenApproved(fresh, again);
  const activities = given.activities({ ledger: fresh, takesMonth: true });

  await expect(activities.checkSettleable({ digest })).rejects.toThrow(LedgerOlderError);
  await expect(activities.prepareBatch({ digest, batch: 0 })).rejects.toThrow(LedgerOlderError);
  expect(await chainBalances(activities, digest)).toEqual(doubled());
});

test("a machine that fell asleep between its look and its signature wakes to bytes that have expired", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  const copy = months.copy("copy");
  const { chain } = given.chain;
  // Its signer slept as well, and remembers nothing of what happened since.
  const clock = { now: () => NOON.getTime() };
  const asleep = givenSigner({ settler: given.settler, ledger: copy, clock });
  let isAsleep = false;
  const sleepy: ChainPort = {
    ...chain,
    async accounts(addresses, commitment) {
      const seen = await chain.accounts(addresses, commitment);
      // The look at receipt and closing, after which all of this happens.
      if (addresses.length === 2 && commitment === "confirmed" && !isAsleep) {
        isAsleep = true;
        await takenBack(months);
      }
      return seen;
    },
  };
  const activities = given.activities({ ledger: copy, chain: sleepy, signer: asleep });
  await activities.checkSettleable({ digest });

  const input = { digest, batch: 0 };
  expect(await activities.prepareBatch(input)).toEqual({ outcome: "signed" });
  expect(isAsleep).toBe(true);
  const advance = () => given.chain.advance(10);
  expect(await settleBatch(activities, input, { advance })).toBe("paid");
  expect(await chainBalances(activities, digest)).toEqual(doubled());
  expect(await copy.read({ kinds: ["attempt_signed"] })).toHaveLength(1);
});

test("what a node shows from before a plan was closed is no look to sign on", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  const copy = months.copy("copy");
  const { chain } = given.chain;
  const old: Awaited<ReturnType<ChainPort["accounts"]>>[] = [];
  const input = { digest, batch: 0 };
  const behind: ChainPort = {
    ...chain,
    async accounts(addresses, commitment) {
      if (addresses.length !== 2 || commitment !== "confirmed")
        return await chain.accounts(addresses, commitment);
      old[0] ??= await chain.accounts(addresses, commitment);
      return old[0];
    },
  };
  const lost = { ...behind, send: async () => {} };
  await given.activities({ ledger: months.copy("first"), chain: lost }).prepareBatch(input);
  expect(old[0]?.values).toEqual([null, null]);
  await takenBack(months);

  const activities = given.activities({ ledger: copy, chain: behind });
  expect(await activities.prepareBatch(input)).toEqual({ outcome: "in_doubt" });
  expect(await copy.read({ kinds: ["attempt_signed"] })).toEqual([]);
  expect(await activities.observeBatch(input)).toEqual({ outcome: "paid" });
});

test("an older ledger adopts payments, closing and what was taken back, and goes on", async () => {
  await using months = await givenTwoMonths();
  const { given, digest } = months;
  const copy = months.copy("copy");
  await takenBack(months);
  const view = {
    ...given.chain.chain,
    genesis: given.facts.genesis,
    settler: given.settler.address,
  };
  const october = (await given.ledger.read({ kinds: ["plan_proposed"] })).length;
  expect(october).toBe(2);
  const next = planOf(given.facts, FIVE, { perBatch: 5, period: "2026-10" });
  const second = await givenApproved(copy, next);

  const { adopted, left } = await adoptPayments(copy, view, new Map());

  expect(left).toEqual([]);
  expect(adopted.map(({ kind }) => kind)).toEqual([
    ...["opened", "closed", "reclaimed"],
    ...["paid", "paid", "paid", "paid", "paid"],
  ]);
  const activities = given.activities({ ledger: copy });
  for (const of of [digest, second]) {
    expect(new Set(await settleAll(given, of, activities))).toEqual(new Set(["paid"]));
    await activities.reconcile({ digest: of });
  }
  const { stand } = await reclaimed(given, digest, reclaimingOf(given, { ledger: copy }));
  expect(stand).toMatchObject({ code: "refused", fault: { code: "unanchored" } });
  expect(await chainBalances(activities, digest)).toEqual(doubled());
});
