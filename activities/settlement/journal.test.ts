import { expect, test } from "vitest";

import { eva, NOON } from "../../warehouse/ledger/given.ts";
import type { ChainPort } from "./chain/port.ts";
import { blindSigner, givenSigner } from "./signer/given.ts";
import type { Signer } from "./signer/port.ts";
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
  // One that signs all the same: the journal looks by itself.
  const signer = blindSigner(given.settler);

  await expect(given.activities({ chain, signer }).prepareBatch(given.batch)).rejects.toThrow(
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

test("a plan that is held while its payment is put together is not signed, and that stops nobody", async () => {
  await using given = await givenApprovedPlan();
  const held = { digest: given.batch.digest, period: "2026-09", reason: "a wallet looks wrong" };
  const signed: string[] = [];
  const plain = givenSigner({
    ...{ settler: given.settler, ledger: given.ledger },
    clock: { now: () => NOON.getTime() },
  });
  const signer: Signer = {
    ...plain,
    async sign(request) {
      await given.ledger.append("distribution_held", held, { actor: eva.account });
      const signature = await plain.sign(request);
      signed.push(request.purpose);
      return signature;
    },
  };

  expect(await given.activities({ signer }).prepareBatch(given.batch)).toEqual({
    outcome: "stopped",
  });
  expect(signed).toEqual([]);
});
