import { expect, test } from "vitest";

import { seededBytes } from "../../test/seed.ts";
import { DEFAULT_CAPS } from "./caps.ts";
import {
  chainBalances,
  givenApproved,
  givenSettlement,
  planOf,
  settleAll,
  TWENTY,
} from "./given.ts";
import type { Fees } from "./payout-message.ts";
import { payoutsOf } from "./payout.ts";
import { signedWire } from "./signer/given.ts";

const FIVE = TWENTY.slice(0, 5);

async function givenFive() {
  const given = await givenSettlement();
  const plan = planOf(given.facts, FIVE);
  const digest = await givenApproved(given.ledger, plan);
  return Object.assign(given, { plan, digest, batch: { digest, batch: 0 } });
}

test("a rent that a node invents is refused by value, cap and setting, and nothing is signed", async () => {
  await using given = await givenFive();
  const { chain } = given.chain;
  const lied = 3_000_000_000_000n;
  const lying = given.activities({
    chain: { ...chain, rentExempt: async () => lied, simulate: () => expect.unreachable() },
  });

  const refused =
    "3000000000000 lamports for the rent of a receipt are more than the cap of 1781760 " +
    "(settlement.caps.receiptRentLamports)";
  await expect(lying.prepareBatch(given.batch)).rejects.toThrow(refused);
  await expect(lying.voidBatch(given.batch)).rejects.toThrow(refused);
  await expect(lying.checkSettleable(given.batch)).rejects.toThrow(refused);
  expect(await given.ledger.read({ kinds: ["attempt_signed"] })).toEqual([]);
});

test("the rent of a token account has a cap of its own", async () => {
  await using given = await givenFive();
  const { chain } = given.chain;
  const rentExempt = async (bytes: number) =>
    bytes === 0 ? await chain.rentExempt(0) : 4_078_561n;
  const lying = given.activities({ chain: { ...chain, rentExempt } });

  await expect(lying.checkSettleable(given.batch)).rejects.toThrow(
    "4078561 lamports for the rent of a token account are more than the cap of 4078560",
  );
});

test("a plan whose fees come to more than its cap is refused before the first payment", async () => {
  await using given = await givenFive();
  const caps = { ...DEFAULT_CAPS, planFeeLamports: 9_999n };

  await expect(given.activities({ caps }).checkSettleable(given.batch)).rejects.toThrow(
    "10000 lamports for the fees of a plan are more than the cap of 9999",
  );
});

const DEAR: readonly [string, Partial<Fees>][] = [
  ["the rent of a receipt", { rentExempt: 1_781_761n }],
  ["the price of a compute unit", { unitPriceMicroLamports: 1_000_001n }],
  ["the compute units of a transaction", { units: 600_001 }],
  ["the fee of a transaction", { unitPriceMicroLamports: 1_000_000n, units: 600_000 }],
];

test.each(DEAR)(
  "bytes that spend more than the cap on %s are read back and not signed",
  async (what, over) => {
    await using given = await givenFive();
    const payout = payoutsOf(given.plan, given.digest, given.settler)(0);
    const fees = {
      blockhash: seededBytes("block"),
      rentExempt: 890_880n,
      unitPriceMicroLamports: 0n,
      units: 200_000,
      ledgerHead: "1e".repeat(32),
      ...over,
    };

    for (const purpose of ["pay", "void"] as const)
      expect(() => signedWire(given.settler, payout, fees, purpose)).toThrow(what);
  },
);

test("within the caps a plan is paid as before", async () => {
  await using given = await givenFive();

  expect(await settleAll(given, given.digest)).toEqual(["paid"]);
  const balances = await chainBalances(given.activities(), given.digest);
  expect(Object.values(balances)).not.toContain("0");
});
