import { expect, test } from "vitest";

import type { ChainFetch } from "./chain/embedded/open.ts";
import {
  chainBalances,
  expectedBalances,
  givenApproved,
  givenSettlement,
  planOf,
  settleBatch,
  TWENTY,
} from "./given.ts";

const TWO = TWENTY.slice(0, 2);

interface Answer {
  result: {
    context: { slot: number };
    value: ({ slot: number; confirmationStatus: string } | null)[];
  };
}

/** A node between us and the chain that changes requests or answers. */
function node(change: {
  request?: (method: string, params: { commitment?: string }[]) => void;
  statuses?: (answer: Answer) => void;
  isLost?: (method: string) => boolean;
}) {
  return (inner: ChainFetch): ChainFetch =>
    async (url, { body }) => {
      const request = JSON.parse(body);
      change.request?.(request.method, request.params ?? []);
      if (change.isLost?.(request.method) === true) {
        return Response.json({ jsonrpc: "2.0", id: request.id, result: "1".repeat(64) });
      }
      const response = await inner(url, { body: JSON.stringify(request) });
      if (request.method !== "getSignatureStatuses") return response;
      const answer = (await response.json()) as Answer;
      change.statuses?.(answer);
      return Response.json(answer);
    };
}

async function givenTwo(through: (fetch: ChainFetch) => ChainFetch) {
  const given = await givenSettlement({ through });
  const digest = await givenApproved(given.ledger, planOf(given.facts, TWO));
  return Object.assign(given, { input: { digest, batch: 0 } });
}

test("what is only confirmed is not paid, even by a node that shows it as if it were final", async () => {
  const careless = node({
    request: (_method, [, options]) => {
      if (options?.commitment === "finalized") options.commitment = "confirmed";
    },
  });
  await using given = await givenTwo(careless);
  const activities = given.activities();
  await activities.prepareBatch(given.input);
  await activities.sendBatch(given.input);
  given.chain.advance(10);

  expect(await activities.observeBatch(given.input)).toEqual({ outcome: "pending" });
  given.chain.advance(40);
  expect(await activities.observeBatch(given.input)).toEqual({ outcome: "paid" });
});

test("what was confirmed and then vanished is sent again, and paid once", async () => {
  let looksLeft = 3;
  let isFork = false;
  const forked = node({
    isLost: (method) => method === "sendTransaction" && isFork,
    statuses: ({ result }) => {
      if (looksLeft-- <= 0) isFork = false;
      else {
        const seen = { slot: result.context.slot, err: null, confirmations: 1 };
        result.value = result.value.map(() => ({ ...seen, confirmationStatus: "confirmed" }));
      }
    },
  });
  await using given = await givenTwo(forked);
  const activities = given.activities();
  const advance = () => given.chain.advance(5);
  await activities.prepareBatch(given.input);
  isFork = true;

  expect(await settleBatch(activities, given.input, { advance })).toBe("paid");
  expect((await given.ledger.read({ kinds: ["attempt_signed"] })).length).toBe(1);
  expect(await chainBalances(activities, given.input.digest)).toEqual(expectedBalances(TWO));
});

test("a node that lags behind is no evidence that a payment expired", async () => {
  const lagging = node({
    statuses: ({ result }) => {
      result.context.slot -= 200;
      result.value = result.value.map(() => null);
    },
  });
  await using given = await givenTwo(lagging);
  const activities = given.activities();
  await activities.prepareBatch(given.input);
  await activities.sendBatch(given.input);
  const outcomes = new Set<string>();
  for (let look = 0; look < 10; look += 1) {
    given.chain.advance(50);
    outcomes.add((await activities.observeBatch(given.input)).outcome);
  }

  expect([...outcomes]).toEqual(["pending"]);
});

test("a node that lost a payment from its history does not make us pay again", async () => {
  const forgetful = node({
    statuses: ({ result }) => {
      result.value = result.value.map(() => null);
    },
  });
  await using given = await givenTwo(forgetful);
  const activities = given.activities();
  const advance = () => given.chain.advance(50);

  // The receipt on the chain is asked before anything is signed anew.
  expect(await settleBatch(activities, given.input, { advance })).toBe("paid");
  expect((await given.ledger.read({ kinds: ["attempt_signed"] })).length).toBe(1);
});

test("a node that answers for another chain is refused", async () => {
  const elsewhere =
    (inner: ChainFetch): ChainFetch =>
    async (url, init) => {
      if (!init.body.includes("getGenesisHash")) return await inner(url, init);
      const { id } = JSON.parse(init.body);
      return Response.json({ jsonrpc: "2.0", id, result: "4".repeat(44) });
    };
  await using given = await givenTwo(elsewhere);

  await expect(given.activities().checkSettleable(given.input)).rejects.toThrow(
    `this one is ${"4".repeat(44)}`,
  );
});

test("a node that calls a payment final whose receipt is not there is not believed", async () => {
  await using given = await givenTwo((inner) => inner);
  const { chain } = given.chain;
  await given.activities().prepareBatch(given.input);
  await given.activities().sendBatch(given.input);
  given.chain.advance(40);
  const lying = given.activities({
    chain: {
      ...chain,
      accounts: async (...args) => ({ ...(await chain.accounts(...args)), values: [null] }),
    },
  });

  await expect(lying.observeBatch(given.input)).rejects.toThrow("its receipt is not there");
});
