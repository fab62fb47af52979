import { expect, test } from "vitest";

import { settle } from "./settle.ts";
import { runtimeOf } from "./testing.ts";

/** A plan of so many batches; each is paid at its second look. */
function givenBatches(batchCount: number) {
  const looks = new Map<number, number>();
  const paid = new Set<number>();
  const log: string[] = [];
  const act = {
    checkSettleable: async () => ({ batchCount }),
    prepareBatch: async ({ batch }: { batch: number }) => ({
      outcome: paid.has(batch) ? "paid" : "signed",
    }),
    sendBatch: async () => undefined,
    observeBatch: async ({ batch }: { batch: number }) => {
      looks.set(batch, (looks.get(batch) ?? 0) + 1);
      if ((looks.get(batch) ?? 0) < 2) return { outcome: "pending" };
      paid.add(batch);
      log.push(`paid ${batch}`);
      return { outcome: "paid" };
    },
    escrowLines: async () => void log.push("escrow"),
    reconcile: async () => void log.push("reconcile"),
  } as unknown as Parameters<typeof settle>[0]["act"];
  return { act, log };
}

test("every batch is paid, past the first window too, before what is owed is written down", async () => {
  const { act, log } = givenBatches(20);

  await settle(runtimeOf(act), { digest: "d1" });

  const batches = Array.from({ length: 20 }, (_, batch) => `paid ${batch}`);
  expect(log).toEqual([...batches, "escrow", "reconcile"]);
});
