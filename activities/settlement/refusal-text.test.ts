import { expect, test } from "vitest";

import { addressOf } from "../distribution/given-period.ts";
import { addressText } from "./chain/transaction/programs.ts";
import { settlerOf } from "./chain/settler-key.ts";
import { planOf } from "./given.ts";
import { payWire } from "./payout-message.ts";
import { payoutsOf, TRANSFERS_MAX } from "./payout.ts";
import { refusalText } from "./refusal-text.ts";

const settler = settlerOf(Buffer.alloc(32, 7));
const chain = {
  genesis: addressOf("genesis"),
  mint: addressOf("mint"),
  treasury: addressOf("treasury"),
  settler: settler.address,
  decimals: 6,
};
const FEES = {
  blockhash: Buffer.alloc(32, 1),
  rentExempt: 890_880n,
  unitPriceMicroLamports: 0n,
  units: 250_000,
  ledgerHead: "5e".repeat(32),
};

test.each([
  { format: "legacy", count: 7, createsAccounts: true, before: 3 },
  { format: "v1", count: TRANSFERS_MAX.v1, createsAccounts: false, before: 1 },
  { format: "v1", count: 9, createsAccounts: true, before: 1 },
])(
  "a refusal names the line and the wallet it is about: $count in $format, new accounts $createsAccounts",
  ({ format, count, createsAccounts, before }) => {
    const lines = Array.from({ length: count }, (_, index) => ({
      member: `m_${index}`,
      amount: BigInt(index + 1),
    }));
    const plan = planOf(chain, lines, { createsAccounts, perBatch: count });
    const payout = payoutsOf(plan, "5e".repeat(32), settler)(0);
    const wire = payWire(payout, FEES);
    const textOf = (index: number) =>
      refusalText(payout, wire, { InstructionError: [index, { Custom: 17 }] });
    const walletOf = (index: number) =>
      addressText(payout.recipients[index]?.wallet ?? new Uint8Array());

    expect(payout.format).toBe(format);
    for (const [index, { lineId }] of payout.transfers.entries()) {
      const at = before + (createsAccounts ? count : 0) + index;
      expect(textOf(at)).toContain(
        `line ${lineId}, wallet ${walletOf(index)}: the account is frozen`,
      );
      if (createsAccounts) expect(textOf(before + index)).toMatch(`wallet ${walletOf(index)}: `);
    }
    expect(textOf(0)).not.toContain("wallet");
    expect(textOf(before - 1)).not.toContain("wallet");
  },
);
