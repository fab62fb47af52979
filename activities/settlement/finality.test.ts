import { expect, test } from "vitest";

import type { ChainPort } from "./chain/chain-port.ts";
import { givenApproved, givenSettlement, planOf, TWENTY } from "./given.ts";

async function givenSent(port: (chain: ChainPort) => ChainPort = (chain) => chain) {
  const given = await givenSettlement();
  const digest = await givenApproved(given.ledger, planOf(given.facts, TWENTY.slice(0, 5)));
  const batch = { digest, batch: 0 };
  const activities = given.activities({ chain: port(given.chain.chain) });
  await activities.prepareBatch(batch);
  await activities.sendBatch(batch);
  const isPaid = async () => (await given.ledger.read({ kinds: ["batch_paid"] })).length === 1;
  return Object.assign(given, { look: () => activities.observeBatch(batch), isPaid });
}

/** A node that knows of everything but finality. */
function neverFinal(chain: ChainPort): ChainPort {
  return {
    ...chain,
    async statuses(signatures) {
      const { contextSlot, values } = await chain.statuses(signatures);
      return {
        contextSlot,
        values: values.map((status) => (status ? { ...status, commitment: "confirmed" } : null)),
      };
    },
  };
}

test("a payment is not called paid before it is final", async () => {
  await using given = await givenSent();
  given.chain.advance(3);

  expect(await given.look()).toEqual({ outcome: "pending" });
  expect(await given.isPaid()).toBe(false);

  given.chain.advance(40);
  expect(await given.look()).toEqual({ outcome: "paid" });
  expect(await given.isPaid()).toBe(true);
});

test("as long as its status is not final, nothing else the node shows makes a payment paid", async () => {
  await using given = await givenSent(neverFinal);
  given.chain.advance(40);

  expect(await given.look()).toEqual({ outcome: "pending" });
  expect(await given.isPaid()).toBe(false);
});
