import { expect, test } from "vitest";

import { settle, type SettleInput } from "./settle.ts";
import { runtimeOf } from "./testing.ts";

const DIGEST = "d".repeat(64);

/**
 * A chain on which each batch is paid at its `looks`th look, counted over all runs, and what it was
 * asked: `+3` signs or finds batch 3, `=3` looks at it.
 */
function givenChain(batchCount: number, looks: (batch: number) => number) {
  const log: string[] = [];
  const seen = new Map<number, number>();
  const isPaid = (batch: number) => (seen.get(batch) ?? 0) >= looks(batch);
  const all = Array.from({ length: batchCount }, (_, batch) => batch);
  const act = {
    async checkSettleable() {
      const firstOpenBatch = all.find((batch) => !isPaid(batch)) ?? batchCount;
      return { batchCount, firstOpenBatch };
    },
    async prepareBatch({ batch }: { batch: number }) {
      if (isPaid(batch)) return { outcome: "paid" };
      log.push(`+${batch}`);
      return { outcome: "signed" };
    },
    async sendBatch() {},
    async observeBatch({ batch }: { batch: number }) {
      log.push(`=${batch}`);
      seen.set(batch, (seen.get(batch) ?? 0) + 1);
      return { outcome: isPaid(batch) ? "paid" : "pending" };
    },
    async escrowLines() {
      log.push("escrow");
    },
    async reconcile() {
      log.push("reconcile");
    },
  };
  const run = (input: Omit<SettleInput, "digest"> = {}, asksMax = Infinity) =>
    settle(runtimeOf(act, new Set(), { asksMax }) as never, { digest: DIGEST, ...input });
  return { run, log };
}

const ofWindow = (from: number, to: number, sign: string) =>
  Array.from({ length: to - from }, (_, index) => `${sign}${from + index}`);

test("batches are paid in windows of eight, each once, and then the sums are proved", async () => {
  const { run, log } = givenChain(10, () => 1);

  expect(await run()).toEqual({ status: "settled" });
  expect(log).toEqual([
    ...[...ofWindow(0, 8, "+"), ...ofWindow(0, 8, "=")],
    ...[...ofWindow(8, 10, "+"), ...ofWindow(8, 10, "=")],
    ...["escrow", "reconcile"],
  ]);
});

test("a run that becomes long between two looks goes on in the next one at the open batch", async () => {
  const { run, log } = givenChain(3, (batch) => (batch === 1 ? 4 : 1));

  const first = await run({}, 1);
  expect(first).toEqual({ status: "unfinished", looked: 2 });
  const before = log.splice(0);
  const second = await run({ looked: 2 });

  expect(before).toEqual(["+0", "+1", "+2", "=0", "=1", "=2", "+1", "=1"]);
  expect(second).toEqual({ status: "settled" });
  // Batch 2 is paid already: it is found so, and not looked at again.
  expect(log).toEqual(["+1", "=1", "+1", "=1", "escrow", "reconcile"]);
});

test("a run that becomes long between two windows does not begin the next", async () => {
  const { run, log } = givenChain(20, () => 1);

  const ended = [await run({}, 0), await run({}, 0), await run({}, 0)];

  expect(ended).toEqual([
    { status: "unfinished", looked: 0 },
    { status: "unfinished", looked: 0 },
    { status: "settled" },
  ]);
  expect(log.filter((step) => step.startsWith("="))).toEqual(ofWindow(0, 20, "="));
});

test("looks are counted over all runs: money is not looped on for ever", async () => {
  const { run } = givenChain(1, () => Infinity);
  let looked = 0;

  /** More runs than it may take: without a bound this test would not end either. */
  const settling = async () => {
    for (let runCount = 1; runCount <= 20; runCount += 1) {
      const ended = await run({ looked }, 99);
      if (ended.status === "unfinished") ({ looked } = ended);
    }
  };

  await expect(settling()).rejects.toThrow("is pending for too long");
  expect(looked).toBe(1_700);
});

test("every batch is paid, past the first window too, before what is owed is written down", async () => {
  const { run, log } = givenChain(20, () => 2);

  await run();

  const signed = log.filter((step) => step.startsWith("+"));
  expect(new Set(signed)).toEqual(new Set(ofWindow(0, 20, "+")));
  expect(log.slice(-3)).toEqual(["=19", "escrow", "reconcile"]);
});
