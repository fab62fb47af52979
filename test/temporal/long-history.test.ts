import type { Client } from "@temporalio/client";
import { NativeConnection, Worker } from "@temporalio/worker";
import { expect, test } from "vitest";

import { bundleWorkflows, quietCore } from "../../app/temporal/workers.ts";
import { queues, workflowQueue } from "../../temporal.config.ts";
import { distributionId } from "../../workflows/temporal/ids.ts";
import type { distributeWorkflow } from "../../workflows/temporal/workflows.ts";
import { startTemporalServer } from "../setup/temporal-server.ts";
import { openClient, PERIOD } from "./given-distribution.ts";

quietCore();

const DIGEST = "d".repeat(64);
/** A full window: as many as wait for finality together. */
const BATCHES = 8;
/** How often every batch is looked at before it is paid. */
const LOOKS = 6;
/** What this server suggests to end a run at; a stock one suggests 4,096. */
const SUGGESTED_AT = 200;
/** What one look at a full window adds: 24 activities, with their tasks, and a timer. */
const LOOK_EVENTS_MAX = 160;
/** What comes after the last look: the sums are proved and the ledger is published. */
const END_EVENTS_MAX = 80;

/** A plan that was approved, on a chain that is slow: what the workflow asks, answered by rote. */
function givenSlowChain() {
  const seen = new Map<number, number>();
  const paid: number[] = [];
  const isPaid = (batch: number) => paid.includes(batch);
  const activities = {
    proposePlan: async () => ({ digest: DIGEST, outcome: "kept" }),
    readDistribution: async () => ({ digest: DIGEST, status: "settling" }),
    async checkSettleable() {
      const open = Array.from({ length: BATCHES }, (_, batch) => batch).find((b) => !isPaid(b));
      return { batchCount: BATCHES, firstOpenBatch: open ?? BATCHES };
    },
    prepareBatch: async ({ batch }: { batch: number }) => ({
      outcome: isPaid(batch) ? "paid" : "signed",
    }),
    async sendBatch() {},
    async observeBatch({ batch }: { batch: number }) {
      const looks = (seen.get(batch) ?? 0) + 1;
      seen.set(batch, looks);
      if (looks < LOOKS) return { outcome: "pending" };
      paid.push(batch);
      return { outcome: "paid" };
    },
    async escrowLines() {},
    async reconcile() {},
    landPage: async () => ({ recordCount: 0, quarantinedCount: 0, done: true }),
    async loadLanding() {},
    planAssets: async () => [],
    publishSnapshot: async () => ({ digest: DIGEST }),
  };
  return { activities, paid, looks: () => [...seen.values()] };
}

/** Every run of a workflow that went on as new, from the first: how many events each holds. */
async function historyLengths(client: Client, workflowId: string, first: string) {
  const lengths: number[] = [];
  for (let runId: string | null | undefined = first; runId != null && runId !== "";) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    lengths.push(events?.length ?? 0);
    runId = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
  return lengths;
}

test("a settlement that takes long goes on as new, pays each batch once and stays short", async () => {
  const server = await startTemporalServer({
    dynamicConfig: [`limit.historyCount.suggestContinueAsNew=${SUGGESTED_AT}`],
  });
  const connection = await NativeConnection.connect({ address: server.address });
  const { activities, paid, looks } = givenSlowChain();
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue: workflowQueue,
      workflowBundle: await bundleWorkflows(),
    }),
    ...Object.keys(queues).map((taskQueue) => Worker.create({ connection, taskQueue, activities })),
  ]);
  const running = workers.map((worker) => worker.run());
  const client = await openClient(server.address);
  const workflowId = distributionId(PERIOD);
  const handle = await client.workflow.start<typeof distributeWorkflow>("distributeWorkflow", {
    workflowId,
    taskQueue: workflowQueue,
    args: [{ period: PERIOD, proposer: "a_proposer", clockAhead_ms: 0 }],
  });

  const ended = await handle.result();

  const lengths = await historyLengths(client, workflowId, handle.firstExecutionRunId);
  for (const worker of workers) worker.shutdown();
  await Promise.all(running);
  await connection.close();
  await server.stop();
  expect(ended).toEqual({ digest: DIGEST, status: "settled" });
  expect(paid.toSorted()).toEqual(Array.from({ length: BATCHES }, (_, batch) => batch));
  expect(looks()).toEqual(Array.from({ length: BATCHES }, () => LOOKS));
  expect(lengths.length).toBeGreaterThan(1);
  expect(Math.max(...lengths.slice(0, -1))).toBeLessThan(SUGGESTED_AT + LOOK_EVENTS_MAX);
  expect(Math.max(...lengths)).toBeLessThan(SUGGESTED_AT + LOOK_EVENTS_MAX + END_EVENTS_MAX);
});
