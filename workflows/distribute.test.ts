import { expect, test } from "vitest";

import { distribute } from "./distribute.ts";
import { runtimeOf } from "./testing.ts";

const INPUT = { period: "2026-09", proposer: "a_proposer" };
const OPEN = {
  status: "open",
  approvalCount: 1,
  threshold: 2,
  expiresAt: "2026-10-19T09:00:00Z",
} as const;

function activities(states: readonly unknown[], log: string[], found: readonly boolean[] = []) {
  const left = [...states];
  const wholes = [...found];
  const noted =
    (name: string, result: unknown = undefined) =>
    async () => {
      log.push(name);
      return result;
    };
  return {
    proposePlan: noted("proposePlan", { digest: "d1" }),
    readDistribution: async () => left.shift(),
    checkInputs: async () => {
      log.push("checkInputs");
      return { isWhole: wholes.shift() ?? true };
    },
    checkSettleable: noted("checkSettleable", { batchCount: 1, firstOpenBatch: 0 }),
    prepareBatch: noted("prepareBatch", { outcome: "signed" }),
    sendBatch: noted("sendBatch"),
    observeBatch: noted("observeBatch", { outcome: "paid" }),
    escrowLines: noted("escrowLines"),
    reconcile: noted("reconcile"),
  } as unknown as Parameters<typeof distribute>[0]["act"];
}

test("nothing is sent before the second signature, and then everything once", async () => {
  const log: string[] = [];
  const act = activities([OPEN, OPEN, { ...OPEN, status: "approved", approvalCount: 2 }], log);

  const ended = await distribute(runtimeOf(act), INPUT);

  expect({ ended, log }).toEqual({
    ended: { digest: "d1", status: "settled" },
    log: [
      "proposePlan",
      "checkInputs",
      "checkSettleable",
      "prepareBatch",
      "sendBatch",
      "observeBatch",
      "escrowLines",
      "reconcile",
    ],
  });
});

test("a plan that was replaced while it waited pays nothing", async () => {
  const log: string[] = [];
  const act = activities([OPEN, { ...OPEN, status: "superseded" }], log);

  const ended = await distribute(runtimeOf(act), INPUT);

  expect({ ended, log }).toEqual({
    ended: { digest: "d1", status: "superseded" },
    log: ["proposePlan"],
  });
});

test("a run that becomes long while it waits for signatures ends as waiting, and pays nothing", async () => {
  const log: string[] = [];
  const act = activities([OPEN, OPEN, OPEN, OPEN], log);

  const ended = await distribute(runtimeOf(act, new Set(), { asksMax: 1 }), INPUT);

  expect({ ended, log }).toEqual({
    ended: { digest: "d1", status: "waiting" },
    log: ["proposePlan"],
  });
});

test("what is approved waits by time until nobody can object any more, and is paid then", async () => {
  const log: string[] = [];
  const payableFrom = "2026-10-05T09:30:00.000Z";
  const waiting = { ...OPEN, status: "objection", approvalCount: 2, payableFrom };
  const runtime = runtimeOf(activities([waiting, { ...waiting, status: "approved" }], log));

  const ended = await distribute(runtime, INPUT);

  expect(ended.status).toBe("settled");
  expect(new Date(runtime.now()).toISOString()).toBe(payableFrom);
});

test("what was damaged while signatures were gathered is paid to nobody", async () => {
  const log: string[] = [];
  const approved = { ...OPEN, status: "approved", approvalCount: 2 };
  const act = activities([approved, { ...OPEN, status: "voided" }], log, [false]);

  const ended = await distribute(runtimeOf(act), INPUT);

  expect({ ended, log }).toEqual({
    ended: { digest: "d1", status: "voided" },
    log: ["proposePlan", "checkInputs"],
  });
});

test("a run that began before inputs were read goes on as it began", async () => {
  const log: string[] = [];
  const act = activities([{ ...OPEN, status: "approved", approvalCount: 2 }], log, [false]);

  const ended = await distribute({ ...runtimeOf(act), isSince: () => false }, INPUT);

  expect(ended.status).toBe("settled");
  expect(log).not.toContain("checkInputs");
});
