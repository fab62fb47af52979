import { expect, test } from "vitest";

import type { ChainFetch } from "./chain/embedded/open.ts";
import { decodePayout } from "./decode-payout.ts";
import {
  chainBalances,
  expectedBalances,
  givenApproved,
  givenSettlement,
  planOf,
  randomOf,
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

test.each(["drops", "refuses"])(
  "a payment that a node %s because it does not know its block hash yet is sent again as it is",
  async (manner) => {
    const sent: string[] = [];
    const node = { isBehind: false };
    const behind =
      (inner: ChainFetch): ChainFetch =>
      async (url, init) => {
        const { id, method, params } = JSON.parse(init.body);
        if (method !== "sendTransaction" || !node.isBehind) return await inner(url, init);
        sent.push(params[0]);
        if (sent.length > 3) return await inner(url, init);
        if (manner === "drops")
          return Response.json({ jsonrpc: "2.0", id, result: "1".repeat(64) });
        const message = "Transaction simulation failed: Blockhash not found";
        const error = { code: -32002, message, data: { err: "BlockhashNotFound", logs: [] } };
        return Response.json({ jsonrpc: "2.0", id, error });
      };
    await using given = await givenTwo(behind);
    const activities = given.activities();
    const outcomes: string[] = [];
    let refusedCount = 0;
    await activities.prepareBatch(given.input);
    node.isBehind = true;
    while (outcomes.at(-1) !== "paid" && outcomes.length < 60) {
      await activities.prepareBatch(given.input);
      // As the policies table does: what threw is called again.
      await activities.sendBatch(given.input).catch(() => void (refusedCount += 1));
      outcomes.push((await activities.observeBatch(given.input)).outcome);
      given.chain.advance(5);
    }

    expect(new Set(outcomes)).toEqual(new Set(["pending", "paid"]));
    expect(refusedCount).toBe(manner === "refuses" ? 3 : 0);
    const kinds = ["attempt_signed", "attempt_failed", "attempt_expired"] as const;
    const attempts = await given.ledger.read({ kinds });
    expect(attempts.map(({ kind }) => kind)).toEqual(["attempt_signed"]);
    expect(sent.length).toBeGreaterThan(3);
    const [attempt] = await given.ledger.read({ kinds: ["attempt_signed"] });
    expect(new Set(sent)).toEqual(new Set([attempt?.payload.wire]));
    expect(await chainBalances(activities, given.input.digest)).toEqual(expectedBalances(TWO));
  },
);

test.each([
  { says: "it has no history", answer: { error: { code: -32011, message: "no history" } } },
  { says: "HTTP 500", answer: null },
])(
  "a node that answers $says when asked for a status is no evidence that a payment expired",
  async ({ answer }) => {
    const storage = { isBroken: true };
    const broken =
      (inner: ChainFetch): ChainFetch =>
      async (url, init) => {
        const { id, method } = JSON.parse(init.body);
        if (method !== "getSignatureStatuses" || !storage.isBroken) return await inner(url, init);
        if (answer === null) return new Response("storage failed", { status: 500 });
        return Response.json({ jsonrpc: "2.0", id, ...answer });
      };
    await using given = await givenTwo(broken);
    const activities = given.activities();
    await activities.prepareBatch(given.input);
    await activities.sendBatch(given.input);
    for (let look = 0; look < 10; look += 1) {
      given.chain.advance(50);
      await expect(activities.observeBatch(given.input)).rejects.toThrow();
    }

    const kinds = ["attempt_signed", "attempt_expired", "attempt_failed", "batch_paid"] as const;
    const written = await given.ledger.read({ kinds });
    expect(written.map(({ kind }) => kind)).toEqual(["attempt_signed"]);
    storage.isBroken = false;
    expect(await activities.observeBatch(given.input)).toEqual({ outcome: "paid" });
  },
);

test("what was confirmed and then vanished for good is paid once, by a payment that is signed anew", async () => {
  const fork = { looksLeft: 0, lost: null as string | null };
  const forked =
    (inner: ChainFetch): ChainFetch =>
    async (url, init) => {
      const { id, method, params } = JSON.parse(init.body);
      if (method === "sendTransaction" && params[0] === fork.lost)
        return Response.json({ jsonrpc: "2.0", id, result: "1".repeat(64) });
      const response = await inner(url, init);
      if (method !== "getSignatureStatuses" || fork.looksLeft-- <= 0) return response;
      const answer = (await response.json()) as Answer;
      const seen = { slot: answer.result.context.slot, err: null, confirmations: 1 };
      answer.result.value = [{ ...seen, confirmationStatus: "confirmed" }];
      return Response.json(answer);
    };
  await using given = await givenTwo(forked);
  const activities = given.activities();
  const advance = () => given.chain.advance(20);
  await activities.prepareBatch(given.input);
  const [attempt] = await given.ledger.read({ kinds: ["attempt_signed"] });
  fork.lost = attempt?.payload.wire ?? expect.unreachable();
  fork.looksLeft = 3;

  expect(await settleBatch(activities, given.input, { advance })).toBe("paid");
  const kinds = ["attempt_signed", "attempt_expired", "batch_paid"] as const;
  const written = await given.ledger.read({ kinds });
  expect(written.map(({ kind }) => kind)).toEqual([
    ...["attempt_signed", "attempt_expired", "attempt_signed", "batch_paid"],
  ]);
  expect(await chainBalances(activities, given.input.digest)).toEqual(expectedBalances(TWO));
});

test("a node that refuses every call with 429 changes nothing, and one that refuses a tenth keeps nothing from being paid", async () => {
  const refusing = { share: 0, random: randomOf(11) };
  const busy =
    (inner: ChainFetch): ChainFetch =>
    async (url, init) => {
      const isRefused = refusing.random() < refusing.share;
      return isRefused ? new Response("slow down", { status: 429 }) : await inner(url, init);
    };
  await using given = await givenTwo(busy);
  const activities = given.activities();
  await activities.prepareBatch(given.input);
  const before = await given.ledger.head();
  refusing.share = 1;
  for (let tries = 0; tries < 30; tries += 1) {
    given.chain.advance(5);
    await expect(activities.sendBatch(given.input)).rejects.toThrow("429");
    await expect(activities.observeBatch(given.input)).rejects.toThrow("429");
  }

  expect(await given.ledger.head()).toEqual(before);
  refusing.share = 0.1;
  const outcomes: string[] = [];
  for (let tries = 0; tries < 100 && outcomes.at(-1) !== "paid"; tries += 1) {
    // As the policies table does: what threw is called again.
    for (const step of ["prepareBatch", "sendBatch", "observeBatch"] as const) {
      const done = await activities[step](given.input).catch(() => undefined);
      if (step === "observeBatch" && done !== undefined) outcomes.push(done.outcome);
    }
    given.chain.advance(10);
  }
  refusing.share = 0;
  expect(outcomes.at(-1)).toBe("paid");
  expect(await chainBalances(activities, given.input.digest)).toEqual(expectedBalances(TWO));
});

test("a payment that expires while it waits is signed anew at a higher price, and leaves one receipt", async () => {
  const waiting = { isLong: false };
  const crowded =
    (inner: ChainFetch): ChainFetch =>
    async (url, init) => {
      const { id, method } = JSON.parse(init.body);
      if (method === "getRecentPrioritizationFees") {
        const paid = [{ slot: 1, prioritizationFee: 300 }];
        return Response.json({ jsonrpc: "2.0", id, result: paid });
      }
      if (method !== "sendTransaction" || !waiting.isLong) return await inner(url, init);
      return Response.json({ jsonrpc: "2.0", id, result: "1".repeat(64) });
    };
  await using given = await givenTwo(crowded);
  const activities = given.activities({ limits: { unitPriceMaxMicroLamports: 50_000n } });
  const outcomes: string[] = [];
  await activities.prepareBatch(given.input);
  waiting.isLong = true;
  while (outcomes.at(-1) !== "expired" && outcomes.length < 20) {
    await activities.sendBatch(given.input);
    given.chain.advance(50);
    outcomes.push((await activities.observeBatch(given.input)).outcome);
  }
  waiting.isLong = false;
  const advance = () => given.chain.advance(20);
  expect(await settleBatch(activities, given.input, { advance })).toBe("paid");

  const attempts = await given.ledger.read({ kinds: ["attempt_signed"] });
  const [first, second] = attempts.map(({ payload }) => Buffer.from(payload.wire, "base64"));
  const decoded = [first, second].map((wire) => decodePayout(wire ?? expect.unreachable()));
  expect(decoded.map(({ fees }) => fees.unitPriceMicroLamports)).toEqual([300n, 2_000n]);
  expect(new Set(decoded.map(({ receipt }) => receipt.seed)).size).toBe(1);
  // What waited comes out at last.
  await given.chain.chain.send(first ?? expect.unreachable());
  given.chain.advance(40);
  expect(await chainBalances(activities, given.input.digest)).toEqual(expectedBalances(TWO));
});
