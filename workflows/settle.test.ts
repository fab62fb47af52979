import { expect, test } from "vitest";

import { settle, type SettleInput } from "./settle.ts";
import { runtimeOf } from "./testing.ts";

const REVIEW = "SettlementNeedsReviewError";
const DIGEST = "d".repeat(64);

/**
 * A chain on which each batch is paid at its `looks`th look, counted over all runs, and what it was
 * asked: `+3` signs or finds batch 3, `-3` voids it, `=3` looks at it.
 */
function givenChain(
  batchCount: number,
  looks: (batch: number) => number,
  prepared: (batch: number) => string = () => "signed",
) {
  const voided = new Set<number>();
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
      const outcome = prepared(batch);
      if (outcome === "review") throw Object.assign(new Error("no"), { name: REVIEW });
      if (outcome === "signed") log.push(`+${batch}`);
      return { outcome };
    },
    async voidBatch({ batch }: { batch: number }) {
      if (voided.has(batch)) return { outcome: "voided" };
      log.push(`-${batch}`);
      voided.add(batch);
      return { outcome: "signed" };
    },
    async sendBatch() {},
    async observeBatch({ batch }: { batch: number }) {
      log.push(`=${batch}`);
      if (voided.has(batch)) return { outcome: "voided" };
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

test("a batch with a wallet that cannot be paid is voided, and the others are paid", async () => {
  const { run, log } = givenChain(
    3,
    () => 1,
    (batch) => (batch === 1 ? "unpayable" : "signed"),
  );

  expect(await run()).toEqual({ status: "revising" });
  expect(log).toEqual(["+0", "-1", "+2", "=0", "=1", "=2"]);
});

test("a batch that needs a person keeps none of the others back, and is told at the end", async () => {
  const { run, log } = givenChain(
    10,
    () => 1,
    (batch) => (batch === 2 ? "review" : "signed"),
  );

  await expect(run()).rejects.toMatchObject({ name: REVIEW });
  expect(log.filter((step) => step.startsWith("+"))).toHaveLength(9);
  expect(log).not.toContain("reconcile");
});

test("what is on its way when somebody holds the plan is watched to its end, and nothing more is signed", async () => {
  const { run, log } = givenChain(
    10,
    () => 2,
    (batch) => (batch < 3 ? "signed" : "stopped"),
  );

  expect(await run()).toEqual({ status: "stopped" });
  expect(log.slice(0, 6)).toEqual(["+0", "+1", "+2", "=0", "=1", "=2"]);
  expect(log.filter((step) => step.startsWith("+"))).not.toContain("+3");
});

test("while the plan does not hold its month yet, one batch asks for it and the others wait", async () => {
  const asked: number[] = [];
  const { run, log } = givenChain(
    3,
    () => 1,
    (batch) => (asked.push(batch) <= 2 ? "opening" : "signed"),
  );

  expect(await run()).toEqual({ status: "settled" });
  expect(asked).toEqual([0, 0, 0, 1, 2]);
  expect(log).toEqual([...ofWindow(0, 3, "+"), ...ofWindow(0, 3, "="), "escrow", "reconcile"]);
});
