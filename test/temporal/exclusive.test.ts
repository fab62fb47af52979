import { fileURLToPath } from "node:url";

import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from "@temporalio/worker";
import { expect, inject, test } from "vitest";

import { quietCore } from "../../app/temporal/workers.ts";
import { openClient } from "./given-distribution.ts";
import type { turnWorkflow } from "./turn-workflows.ts";

quietCore();

const taskQueue = "turns";

async function givenWorker(work: (input: { name: string }) => Promise<void>) {
  return Worker.create({
    connection: await NativeConnection.connect({ address: inject("temporalAddress") }),
    taskQueue,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL("./turn-workflows.ts", import.meta.url)),
      logger: new DefaultLogger("ERROR"),
    }),
    activities: { work },
  });
}

test("runs that need the same tables take turns, also after one that fails", async () => {
  const done: string[] = [];
  const worker = await givenWorker(async ({ name }) => {
    if (name === "broken") throw new Error("This one is broken.");
    done.push(name);
  });
  const client = await openClient(inject("temporalAddress"));
  const names = ["broken", "a", "b", "c"];

  const ended = await worker.runUntil(
    Promise.allSettled(
      names.map((name) =>
        client.workflow.execute<typeof turnWorkflow>("turnWorkflow", {
          workflowId: `turn-of-${name}`,
          taskQueue,
          args: [name],
        }),
      ),
    ),
  );

  expect(ended.map(({ status }) => status)).toEqual([
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
  const pairs = [done.slice(0, 2), done.slice(2, 4), done.slice(4)];
  expect(pairs.map(([one, two]) => one === two)).toEqual([true, true, true]);
});

test("what a terminated run held is free for the next one", async () => {
  const started = Promise.withResolvers<void>();
  const stuck = Promise.withResolvers<void>();
  const worker = await givenWorker(async ({ name }) => {
    if (name !== "stuck") return;
    started.resolve();
    await stuck.promise;
  });
  const client = await openClient(inject("temporalAddress"));
  const turn = (name: string) =>
    client.workflow.start<typeof turnWorkflow>("turnWorkflow", {
      workflowId: `turn-of-${name}`,
      taskQueue,
      args: [name],
    });

  const next = await worker.runUntil(async () => {
    const holder = await turn("stuck");
    await started.promise;
    const waiting = await turn("next");
    await holder.terminate("by an operator");
    const ended = await waiting.result().then(() => "has had its turn");
    stuck.resolve();
    return ended;
  });

  expect(next).toBe("has had its turn");
});
