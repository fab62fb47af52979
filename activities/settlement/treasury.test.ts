/** Nothing moves the treasury's tokens but the one plan that is being paid. */
import { expect, test } from "vitest";

import {
  escrow,
  givenApproved,
  givenSettlement,
  planOf,
  settleAll,
  settleBatch,
  TWENTY,
  type GivenSettlement,
} from "./given.ts";
import type { ChainPort, LandedTransaction } from "./chain/port.ts";

const SIX = TWENTY.slice(0, 6);

async function givenThreeBatches() {
  const given = await givenSettlement();
  const plan = planOf(given.facts, SIX, { perBatch: 2 });
  const digest = await givenApproved(given.ledger, plan);
  return Object.assign(given, { plan, digest });
}

/** A chain that tells of its transactions' balances otherwise; everything else is its own. */
function telling(
  { chain: { chain } }: GivenSettlement,
  otherwise: (landed: LandedTransaction, signature: string) => LandedTransaction["tokenBalances"],
): ChainPort {
  return {
    ...chain,
    async transaction(signature) {
      const landed = await chain.transaction(signature);
      return landed && { ...landed, tokenBalances: otherwise(landed, signature) };
    },
  };
}

test("tokens that left the treasury between two payments and came back are a difference", async () => {
  await using given = await givenThreeBatches();
  const { digest, ledger, plan } = given;
  await settleAll(given, digest);
  await escrow(ledger, digest, plan);
  const middle = (await ledger.read({ kinds: ["batch_paid"] }))[1]?.payload.signature;
  // A thousand units were gone while the second batch was paid: its own sum is as it should be.
  const chain = telling(given, ({ tokenBalances }, signature) =>
    signature !== middle
      ? tokenBalances
      : tokenBalances.map(({ account, before, after }) =>
          account === plan.chain.treasury
            ? { account, before: before - 1_000n, after: after - 1_000n }
            : { account, before, after },
        ),
  );

  await expect(given.activities({ chain }).reconcile({ digest })).rejects.toThrow(
    "does not add up at ",
  );
  expect(await ledger.read({ kinds: ["distribution_settled"] })).toEqual([]);
});

test("a final payment whose balances moved by another unit than its lines is not called paid", async () => {
  await using given = await givenThreeBatches();
  const batch = { digest: given.digest, batch: 0 };
  const chain = telling(given, ({ tokenBalances }) =>
    tokenBalances.map((moved) =>
      moved.account === given.plan.chain.treasury ? moved : { ...moved, after: moved.after + 1n },
    ),
  );
  const activities = given.activities({ chain });
  await activities.prepareBatch(batch);
  await activities.sendBatch(batch);
  given.chain.advance(40);

  await expect(activities.observeBatch(batch)).rejects.toThrow(
    /Batch 0 landed, but the balance of \w+ differs by -1 base units/,
  );
  expect(await given.ledger.read({ kinds: ["batch_paid"] })).toEqual([]);
});

test("while a payment of one plan is on its way, none of another is signed", async () => {
  await using given = await givenSettlement();
  const advance = () => given.chain.advance(10);
  const [first, second] = [
    await givenApproved(given.ledger, planOf(given.facts, SIX, { period: "2026-08" })),
    await givenApproved(given.ledger, planOf(given.facts, SIX)),
  ] as const;
  const activities = given.activities();
  await activities.prepareBatch({ digest: first, batch: 0 });

  const refused = /batch 0 of plan \w+ is on its way; wait for its end/;
  await expect(activities.checkSettleable({ digest: second })).rejects.toThrow(refused);
  await expect(activities.prepareBatch({ digest: second, batch: 0 })).rejects.toThrow(refused);

  expect(await settleBatch(activities, { digest: first, batch: 0 }, { advance })).toBe("paid");
  expect(await activities.prepareBatch({ digest: second, batch: 0 })).toEqual({
    outcome: "signed",
  });
});
