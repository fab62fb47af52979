import { expect, test } from "vitest";

import { eva } from "../../warehouse/ledger/given.ts";
import type { ChainPort } from "./chain/port.ts";
import { givenApproved, givenSettlement, planOf, TWENTY, type GivenSettlement } from "./given.ts";

/** A chain while whose block hash is asked for something happens: between check and journal. */
function meanwhile(
  { chain: { chain } }: GivenSettlement,
  happens: () => Promise<unknown>,
): ChainPort {
  return {
    ...chain,
    async latestBlockhash() {
      await happens();
      return await chain.latestBlockhash();
    },
  };
}

/** Eva was on the committee from the beginning; now that ends before she signed. */
async function endRoleOfEva({ ledger }: GivenSettlement) {
  const dates = { valid_from: "2026-01-01T00:00:00Z", valid_to: "2026-10-05T00:00:00Z" };
  const payload = { account: eva.account, role: "committee" as const, stream: null, ...dates };
  await ledger.append("role_granted", payload, { actor: "demo" });
}

async function givenApprovedPlan() {
  const given = await givenSettlement();
  const digest = await givenApproved(given.ledger, planOf(given.facts, TWENTY.slice(0, 3)));
  return Object.assign(given, { batch: { digest, batch: 0 } });
}

test("a payment whose approval ends while it is being signed is not journalled, so never sent", async () => {
  await using given = await givenApprovedPlan();
  const chain = meanwhile(given, () => endRoleOfEva(given));

  await expect(given.activities({ chain }).prepareBatch(given.batch)).rejects.toThrow(
    "approvals count",
  );
  expect(await given.ledger.read({ kinds: ["attempt_signed"] })).toEqual([]);
});

test("a void is journalled whatever became of the approvals meanwhile", async () => {
  await using given = await givenApprovedPlan();
  const chain = meanwhile(given, () => endRoleOfEva(given));

  expect(await given.activities({ chain }).voidBatch(given.batch)).toEqual({ outcome: "signed" });
  expect(await given.ledger.read({ kinds: ["attempt_signed"] })).toMatchObject([
    { payload: { purpose: "void" } },
  ]);
});
