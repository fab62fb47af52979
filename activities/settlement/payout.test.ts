import { expect, test } from "vitest";

import { addressOf } from "../distribution/given-period.ts";
import { settlerOf } from "./chain/settler-key.ts";
import { planOf } from "./given.ts";
import { payoutsOf } from "./payout.ts";

/** More than are kept at a time. */
const BATCHES = 300;

const settler = settlerOf(Buffer.alloc(32, 7));
const chain = {
  genesis: addressOf("genesis"),
  mint: addressOf("mint"),
  treasury: addressOf("treasury"),
  settler: settler.address,
  decimals: 6,
};

test("a batch that is asked for again after all the others pays the same wallets the same amounts", () => {
  const lines = Array.from({ length: BATCHES }, (_, index) => ({
    member: `m_${index}`,
    amount: BigInt(index + 1),
  }));
  const plan = planOf(chain, lines, { perBatch: 1 });
  const payout = payoutsOf(plan, "5e".repeat(32), settler);
  const all = plan.batches.map((_, batch) => payout(batch));

  expect(plan.batches.map((_, batch) => payout(batch))).toEqual(all);
  expect(payout(BATCHES - 1)).toBe(payout(BATCHES - 1));
});

test("two lines of one wallet are two transfers to one recipient", () => {
  const wallet = addressOf("shared");
  const lines = ["m_1", "m_2"].map((member, index) => ({
    member,
    amount: BigInt(index + 1),
    wallet,
  }));
  const { recipients, transfers } = payoutsOf(planOf(chain, lines), "5e".repeat(32), settler)(0);

  expect([recipients.length, transfers.map(({ recipient }) => recipient)]).toEqual([1, [0, 0]]);
});
