/** What a node and the chain get to see. */
import { expect, test } from "vitest";

import { fc } from "../../test/property.ts";
import { seededBytes } from "../../test/seed.ts";
import { planDigest } from "../../warehouse/ledger/index.ts";
import { decodePayout } from "./decode-payout.ts";
import { settlerOf } from "./chain/settler-key.ts";
import { parseWire, signaturesOf } from "./chain/transaction/wire.ts";
import { givenApproved, givenSettlement, planOf, TWENTY, walletOf } from "./given.ts";
import { openingOf } from "./mark.ts";
import { parseMemo } from "./payment-memo.ts";
import { openWire, payWire, voidWire } from "./payout-message.ts";
import { payoutsOf } from "./payout.ts";

const settler = settlerOf(seededBytes("settler"));
const FEES = {
  blockhash: seededBytes("block"),
  rentExempt: 890_880n,
  unitPriceMicroLamports: 0n,
  units: 200_000,
  ledgerHead: "1e".repeat(32),
};
const CHAIN = {
  ...{ genesis: walletOf("genesis"), mint: walletOf("mint"), treasury: walletOf("treasury") },
  ...{ settler: settler.address, decimals: 6 },
};

test("no name, no e-mail and no id of anybody stands in what is written on the chain", () => {
  const name = fc.oneof(
    fc.emailAddress(),
    fc.constantFrom("Анна Иванова", "Ada Lovelace", "m_0123456789abcdef"),
    fc.string({ minLength: 6, maxLength: 24 }),
  );
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), (members) => {
      const lines = members.map((member) => ({ member, amount: 5n, wallet: walletOf(member) }));
      const plan = planOf(CHAIN, lines);
      const digest = planDigest(plan);
      const payout = payoutsOf(plan, digest, settler)(0);
      const opening = openingOf(plan, digest, { settler, after: plan.period, turn: 0 });
      for (const wire of [payWire(payout, FEES), voidWire(payout, FEES), openWire(opening, FEES)]) {
        const { memo } = decodePayout(wire);
        expect(parseMemo(memo)).toMatchObject({ period: plan.period, batch: 0 });
        expect(memo).toMatch(/^stk2[vo]?:\d{6}:[\w-]{16}:0:[\w-]{16}$/);
        const texts = [...members, ...plan.lines.map(({ id }) => id), plan.proposer, "community"];
        expect(texts.filter((text) => Buffer.from(wire).includes(text))).toEqual([]);
      }
    }),
    { seed: 20_261_127, numRuns: 40 },
  );
});

test("what is only tried on a node bears no signature, so that no node can send it", async () => {
  await using given = await givenSettlement();
  const digest = await givenApproved(given.ledger, planOf(given.facts, TWENTY.slice(0, 3)));
  const { chain } = given.chain;
  const tried: Uint8Array[] = [];
  const simulate: typeof chain.simulate = async (wire) => {
    tried.push(wire);
    return await chain.simulate(wire);
  };

  await given.activities({ chain: { ...chain, simulate } }).prepareBatch({ digest, batch: 0 });

  const signed = tried.map((wire) => [...signaturesOf(parseWire(wire))].flatMap((one) => [...one]));
  expect(signed).toEqual([Array.from({ length: 64 }, () => 0)]);
});
