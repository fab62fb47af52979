import { expect, test } from "vitest";

import {
  chainBalances,
  escrow,
  expectedBalances,
  givenApproved,
  givenSettlement,
  planOf,
  settleAll,
  TWENTY,
} from "./given.ts";

async function givenApprovedTwenty() {
  const given = await givenSettlement();
  const plan = planOf(given.facts, TWENTY);
  const digest = await givenApproved(given.ledger, plan);
  return Object.assign(given, { plan, digest });
}

test("every wallet gets exactly its line, and the treasury gives exactly their sum", async () => {
  await using given = await givenApprovedTwenty();
  const { digest, plan, ledger } = given;
  const activities = given.activities();

  expect(await settleAll(given, digest, activities)).toEqual(["paid", "paid", "paid"]);
  await escrow(ledger, digest, plan);
  const settled = await activities.reconcile({ digest });

  expect(await chainBalances(activities, digest)).toEqual(expectedBalances(TWENTY));
  const paid = TWENTY.slice(0, 19).reduce((sum, { amount }) => sum + amount, 0n);
  expect(settled).toEqual({
    digest,
    paid_base_units: `${paid}`,
    escrowed_base_units: `${TWENTY[19]?.amount}`,
    carry_base_units: "5",
    treasury_before_base_units: "1000000000000",
    treasury_after_base_units: `${1_000_000_000_000n - paid}`,
    difference_base_units: "0",
  });
});

test("settling a second time pays nothing and writes nothing", async () => {
  await using given = await givenApprovedTwenty();
  const { digest, plan, ledger } = given;
  await settleAll(given, digest);
  await escrow(ledger, digest, plan);
  const settled = await given.activities().reconcile({ digest });
  const head = await ledger.head();

  const again = given.activities();

  expect(await settleAll(given, digest, again)).toEqual(["paid", "paid", "paid"]);
  expect(await again.reconcile({ digest })).toEqual(settled);
  expect(await ledger.head()).toEqual(head);
  expect(await chainBalances(again, digest)).toEqual(expectedBalances(TWENTY));
});

test("a distribution is not closed while a line of it is neither paid nor kept", async () => {
  await using given = await givenApprovedTwenty();
  const { digest, ledger, plan } = given;
  const activities = given.activities();
  await settleAll(given, digest, activities);

  await expect(activities.reconcile({ digest })).rejects.toThrow(
    /paid \d+ \+ escrowed 0 \+ carried 5 base units make \d+, and the budget is \d+/,
  );
  expect(await ledger.read({ kinds: ["distribution_settled"] })).toEqual([]);
  await escrow(ledger, digest, plan);

  expect(await activities.reconcile({ digest })).toMatchObject({ difference_base_units: "0" });
});
