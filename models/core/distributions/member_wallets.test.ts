import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { memberWallets } from "./member_wallets.ts";

const day = (number: number) => new Date(Date.UTC(2026, 8, number, 12));

/** Eva's wallets in the order of their proofs, each on its day. */
async function walletAfter(...proofs: readonly (readonly [wallet: string, day: number])[]) {
  await using warehouse = await givenWarehouse({
    member_accounts: [
      { account_key: "a_club", member_id: "eva" },
      { account_key: "a_book", member_id: "eva" },
    ],
    stg_ledger_wallets: proofs.map(([wallet, number], index) => ({
      seq: BigInt(index + 1),
      account_key: index % 2 === 0 ? "a_club" : "a_book",
      wallet,
      linked_at: day(number),
    })),
  });
  return await warehouse.build(memberWallets);
}

const row = (wallet: string, linked: number, counts: number) => [
  { member_id: "eva", wallet, linked_at: day(linked), counts_from: day(counts) },
];

test("the first wallet counts a week later, also when it is proven again", async () => {
  expect(await walletAfter(["w1", 1])).toEqual(row("w1", 1, 8));
  expect(await walletAfter(["w1", 1], ["w1", 5])).toEqual(row("w1", 1, 8));
});

test("a wallet that takes another's place counts a week later, whichever account named it", async () => {
  expect(await walletAfter(["w1", 1], ["w2", 5])).toEqual(row("w2", 5, 12));
  expect(await walletAfter(["w1", 1], ["w2", 5], ["w2", 6])).toEqual(row("w2", 5, 12));
});

test("going back to an earlier wallet is a change, too", async () => {
  expect(await walletAfter(["w1", 1], ["w2", 5], ["w1", 6])).toEqual(row("w1", 6, 13));
});
