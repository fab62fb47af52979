import { expect, test } from "vitest";

import { seededBytes } from "../../test/seed.ts";
import { addressText } from "./chain/transaction/programs.ts";
import { unitPrice } from "./unit-price.ts";

const payout = {
  settler: seededBytes("settler"),
  treasury: seededBytes("treasury"),
  recipients: [{ tokenAccount: seededBytes("recipient") }],
};

const priced = (prices: readonly bigint[]) => ({ recentPrices: async () => prices });
const LATELY = [5n, 400n, 100n, 300n];

test.each([
  { title: "what three of four paid lately", attempt: 1, recent: LATELY, expected: 400n },
  { title: "twice as much for each attempt before", attempt: 3, recent: LATELY, expected: 4_000n },
  { title: "nothing where nobody pays", attempt: 1, recent: [], expected: 0n },
  { title: "a floor once nothing was not enough", attempt: 2, recent: [], expected: 2_000n },
  { title: "never more than allowed", attempt: 1, recent: [10n ** 18n], expected: 50_000n },
])("the price of a unit is $title", async ({ attempt, recent, expected }) => {
  expect(await unitPrice(priced(recent), payout, { attempt, max: 50_000n })).toBe(expected);
});

test("prices are asked of the accounts that a payment writes to, and of none where none is paid", async () => {
  const asked: (readonly string[])[] = [];
  const chain = { recentPrices: async (of: readonly string[]) => (asked.push(of), []) };

  await unitPrice(chain, payout, { attempt: 1, max: 0n });
  await unitPrice(chain, payout, { attempt: 1, max: 1n });

  expect(asked).toEqual([
    ["settler", "treasury", "recipient"].map((of) => addressText(seededBytes(of))),
  ]);
});
