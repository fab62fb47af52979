import { join } from "node:path";

import litesvm from "litesvm/dist/internal.js";
import { expect, test } from "vitest";

import type { ChainFetch } from "./chain/embedded/open.ts";
import { chainFile, loadChain, saveChain } from "./chain/embedded/save-file.ts";
import { decodePayout } from "./decode-payout.ts";
import {
  chainBalances,
  expectedBalances,
  givenApproved,
  givenSettlement,
  type GivenSettlement,
  planOf,
  settleAll,
  settleBatch,
  TWENTY,
} from "./given.ts";

const THREE = TWENTY.slice(0, 3);
/** Lamports of an empty account at a byte's rent; the header of each counts 128 bytes. */
const rentAt = (perByte: bigint) => 128n * perByte;
const USUAL = 6_960n;

async function givenThree(through?: (fetch: ChainFetch) => ChainFetch) {
  const given = await givenSettlement(through === undefined ? {} : { through });
  const digest = await givenApproved(given.ledger, planOf(given.facts, THREE, { perBatch: 1 }));
  return Object.assign(given, { digest });
}

/** What each payment, in the order of signing, left in its receipt. */
async function receiptsOf({ ledger }: GivenSettlement): Promise<readonly bigint[]> {
  const attempts = await ledger.read({ kinds: ["attempt_signed"] });
  return attempts.map(
    ({ payload }) => decodePayout(Buffer.from(payload.wire, "base64")).receipt.lamports,
  );
}

async function approvalsOf({ ledger }: GivenSettlement): Promise<number> {
  const kinds = ["plan_proposed", "plan_approved"] as const;
  return (await ledger.read({ kinds })).length;
}

/** The chain of the same accounts, on which a byte costs this from now on. */
async function changeRent(given: GivenSettlement, perByte: bigint): Promise<void> {
  await given.replaceChain(() => {
    const file = chainFile(join(given.folder, "chain"));
    const saved = loadChain(file) ?? expect.unreachable();
    const vm = litesvm.LiteSvm.fromBytes(saved.machine);
    vm.setRent(new litesvm.Rent(perByte, 1, 50));
    saveChain(file, { ...saved, machine: vm.toBytes() });
  });
}

test("a rent that a node tells otherwise after the approval is asked anew, and the approval holds", async () => {
  const told = { factor: 1 };
  const dearer =
    (inner: ChainFetch): ChainFetch =>
    async (url, init) => {
      const response = await inner(url, init);
      if (!init.body.includes("getMinimumBalanceForRentExemption")) return response;
      const answer = (await response.json()) as { result: number };
      return Response.json({ ...answer, result: answer.result * told.factor });
    };
  await using given = await givenThree(dearer);
  const { digest } = given;
  const approvals = await approvalsOf(given);
  const advance = () => given.chain.advance(10);
  await given.activities().checkSettleable({ digest });
  await settleBatch(given.activities(), { digest, batch: 0 }, { advance });
  told.factor = 1.5;

  expect(await settleAll(given, digest)).toEqual(["paid", "paid", "paid"]);
  const [usual, dear] = [rentAt(USUAL), rentAt((USUAL * 3n) / 2n)];
  expect(await receiptsOf(given)).toEqual([usual, dear, dear]);
  expect(await approvalsOf(given)).toBe(approvals);
  expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(THREE));
});

test("slots that become thirty times as fast between plan and payment pay each line once by the same approval", async () => {
  const pace = { advance: () => {} };
  const faster =
    (inner: ChainFetch): ChainFetch =>
    async (url, init) => {
      pace.advance();
      return await inner(url, init);
    };
  await using given = await givenThree(faster);
  const { digest } = given;
  const approvals = await approvalsOf(given);
  // A block hash lives for 150 of them: for five questions.
  pace.advance = () => given.chain.advance(30);

  expect(await settleAll(given, digest)).toEqual(["paid", "paid", "paid"]);
  expect(await approvalsOf(given)).toBe(approvals);
  expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(THREE));
});

test.each([
  { now: "dearer", perByte: (USUAL * 3n) / 2n },
  { now: "cheaper", perByte: USUAL / 2n },
])(
  "where accounts become $now between plan and payment, receipts cost what they then cost",
  async ({ perByte }) => {
    await using given = await givenThree();
    const { digest } = given;
    const approvals = await approvalsOf(given);
    const advance = () => given.chain.advance(10);
    await settleBatch(given.activities(), { digest, batch: 0 }, { advance });
    await changeRent(given, perByte);

    expect(await settleAll(given, digest)).toEqual(["paid", "paid", "paid"]);
    const now = rentAt(perByte);
    expect(await receiptsOf(given)).toEqual([rentAt(USUAL), now, now]);
    expect(await approvalsOf(given)).toBe(approvals);
    expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(THREE));
  },
);

test("a payment signed before accounts became dearer lands with an error, and is signed anew at what they cost", async () => {
  await using given = await givenThree();
  const { digest } = given;
  const input = { digest, batch: 0 };
  await given.activities().prepareBatch(input);
  const perByte = (USUAL * 3n) / 2n;
  await changeRent(given, perByte);
  await given.activities().sendBatch(input);
  given.chain.advance(40);

  expect(await given.activities().observeBatch(input)).toEqual({ outcome: "failed" });
  const [failure] = await given.ledger.read({ kinds: ["attempt_failed"] });
  expect(failure?.payload.error).toContain("InsufficientFundsForRent");
  const advance = () => given.chain.advance(10);
  expect(await settleBatch(given.activities(), input, { advance })).toBe("paid");
  expect(await receiptsOf(given)).toEqual([rentAt(USUAL), rentAt(perByte)]);
});
