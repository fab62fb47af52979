import { expect, test } from "vitest";

import { takesV1 } from "./chain/takes-v1.ts";
import {
  chainBalances,
  escrow,
  expectedBalances,
  givenApproved,
  givenSettlement,
  planOf,
  settleAll,
  type GivenLine,
} from "./given.ts";
import { parseWire } from "./chain/transaction/wire.ts";
import { LedgerOlderError } from "./errors.ts";

/** As many as one v1 transaction pays whose accounts are there. */
const FIFTY_SEVEN: readonly GivenLine[] = Array.from({ length: 57 }, (_, index) => ({
  member: `m_${index}`,
  amount: BigInt(index + 1) * 1_000n,
}));

/** The 57, ten a transaction, which creates their accounts, and then once more in a single one. */
async function givenTwoMonths() {
  const given = await givenSettlement();
  const first = planOf(given.facts, FIFTY_SEVEN, { perBatch: 10 });
  const second = planOf(given.facts, FIFTY_SEVEN, {
    ...{ period: "2026-10", perBatch: 57, createsAccounts: false },
  });
  return Object.assign(given, { first, second });
}

test("57 wallets are paid by one transaction, and ten new accounts are created by one", async () => {
  await using given = await givenTwoMonths();
  const { ledger, first, second } = given;
  for (const [plan, count] of [
    [first, 6],
    [second, 1],
  ] as const) {
    const digest = await givenApproved(ledger, plan);
    const activities = given.activities();
    expect(await settleAll(given, digest, activities)).toEqual(Array(count).fill("paid"));
    await escrow(ledger, digest, plan);
    expect((await activities.reconcile({ digest })).difference_base_units).toBe("0");
  }
  const doubled = FIFTY_SEVEN.map((line) => ({ ...line, amount: line.amount * 2n }));
  const digest = (await ledger.read({ kinds: ["plan_proposed"] })).at(-1)?.payload.digest ?? "";

  expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(doubled));
  const signed = await ledger.read({ kinds: ["attempt_signed"] });
  const configs = signed.map(
    ({ payload }) => parseWire(Buffer.from(payload.wire, "base64")).config,
  );
  // The last of the first month holds only seven.
  expect(configs.map((config) => config !== null)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
    true,
  ]);
});

test("what was paid in the long format is read back from the chain, by its own ledger and by none else", async () => {
  await using given = await givenTwoMonths();
  const { ledger, first } = given;
  const digest = await givenApproved(ledger, first);
  await settleAll(given, digest);
  const fresh = await given.freshLedger();
  await givenApproved(fresh, first);
  const count = (await ledger.read({ kinds: ["attempt_signed"] })).length;
  await given.restartChain();

  await expect(settleAll(given, digest, given.activities({ ledger: fresh }))).rejects.toThrow(
    LedgerOlderError,
  );
  expect(await settleAll(given, digest)).toEqual(Array(6).fill("paid"));
  expect((await ledger.read({ kinds: ["attempt_signed"] })).length).toBe(count);
});

test("a cluster takes the long format where all its nodes run it, and where anything fails it does not", async () => {
  await using given = await givenSettlement();
  const { chain } = given.chain;
  const { settler } = given.facts;
  const refusing = { simulate: async () => ({ error: "UnsupportedVersion", units: 0, logs: [] }) };
  const silent = {
    simulate: async () => await Promise.reject(new Error("failed to deserialize transaction")),
  };

  expect(await takesV1(chain, settler)).toBe(true);
  expect(await takesV1(refusing, settler)).toBe(false);
  expect(await takesV1(silent, settler)).toBe(false);
});
