import { fileURLToPath } from "node:url";

import {
  bundleWorkflowCode,
  DefaultLogger,
  type NativeConnection,
  Runtime,
  Worker,
} from "@temporalio/worker";

import { policies, queues, workflowQueue } from "../../temporal.config.ts";
import type { Activities } from "../../workflows/activities.ts";
import { checkPolicies } from "../../workflows/policies.ts";
import { activitiesOf } from "./activities.ts";

const WORKFLOWS = fileURLToPath(new URL("../../workflows/temporal/workflows.ts", import.meta.url));

/** For two cores: the defaults expect a machine of their own. */
const WORKFLOW_TASKS_MAX = 10;
const CACHED_WORKFLOWS_MAX = 100;
/** What is running may end by itself; then it is left, for the next worker finds what was done. */
const GRACE_MS = 30_000;
const FORCE_MS = 60_000;
/** An attempt cut off counts as one, and is noticed a minute later: a worker stops in order. */
export const STOP_MS_MAX = FORCE_MS + 5_000;
/** A heartbeat that the SDK held back for longer would come too late. */
const HEARTBEAT_HELD_MS_MAX = 5_000;

/** Makes the workflows' bundle: a second, from the sources as they are. */
export function bundleWorkflows() {
  return bundleWorkflowCode({ workflowsPath: WORKFLOWS, logger: new DefaultLogger("ERROR") });
}

export interface Workers {
  /** Resolves once all have stopped. */
  run(): Promise<void>;
  stop(): void;
}

/** One worker for each of these queues, and one for the workflows, on one connection. */
export async function createWorkers(options: {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly queueNames: readonly (keyof typeof queues)[];
  /** Of these queues, all of them. */
  readonly activities: Partial<Activities>;
  /** Told of each failed attempt: histories keep no more than an error's name. */
  readonly onError: (activity: string, error: unknown) => void;
}): Promise<Workers> {
  const { connection, namespace, queueNames, activities, onError } = options;
  checkPolicies({ activities, policies, queues, runs: queueNames });
  const common = {
    connection,
    namespace,
    shutdownGraceTime: GRACE_MS,
    shutdownForceTime: FORCE_MS,
    maxHeartbeatThrottleInterval: HEARTBEAT_HELD_MS_MAX,
  };
  const workers = [
    await Worker.create({
      ...common,
      taskQueue: workflowQueue,
      workflowBundle: await bundleWorkflows(),
      maxConcurrentWorkflowTaskExecutions: WORKFLOW_TASKS_MAX,
      maxCachedWorkflows: CACHED_WORKFLOWS_MAX,
    }),
  ];
  for (const queue of queueNames)
    workers.push(
      await Worker.create({
        ...common,
        taskQueue: queue,
        activities: activitiesOf(queue, activities, onError),
        maxConcurrentActivityTaskExecutions: queues[queue].concurrency,
      }),
    );
  return {
    run: async () => {
      // One that fails takes the others along: half a worker would look like a whole one.
      const stop = () => workers.forEach((worker) => stopWorker(worker));
      await Promise.all(
        workers.map((worker) =>
          worker.run().catch((error: unknown) => {
            stop();
            throw error;
          }),
        ),
      );
    },
    stop: () => workers.forEach((worker) => stopWorker(worker)),
  };
}

/** Only errors of the SDK's core are shown; our own log has its file. */
export function quietCore(): void {
  Runtime.install({
    logger: new DefaultLogger("ERROR"),
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: "ERROR", forward: {} } },
  });
}

function stopWorker(worker: Worker): void {
  if (worker.getState() === "RUNNING") worker.shutdown();
}
