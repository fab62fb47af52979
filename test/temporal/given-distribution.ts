import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Client, Connection } from "@temporalio/client";

import { openDemoRun, startDemo } from "../../app/demo/run.ts";
import { signByDemo } from "../../app/demo/signing.ts";
import { start } from "../../app/runtime/start.ts";
import { openLedger } from "../../warehouse/ledger/index.ts";
import { createDoorbells } from "../../workflows/embedded/doorbells.ts";
import type { Progress } from "../../workflows/runtime.ts";
import { distributionId } from "../../workflows/temporal/ids.ts";
import type { distributeWorkflow } from "../../workflows/temporal/workflows.ts";
import { workflowQueue } from "../../temporal.config.ts";
import { writeSeededKeys } from "../seed.ts";

export const PERIOD = "2026-07";
/** A twelfth of the demo community: a few batches, and a run of seconds. */
const SCALE = 0.08;
const ENTRY = join(import.meta.dirname, "worker-entry.ts");

/** A small community whose points are built, in a folder that no process has open. */
export async function givenBuiltCommunity() {
  const data = mkdtempSync(join(tmpdir(), "vklad-temporal-"));
  writeSeededKeys(data);
  const started = await start({ data, config: "test/small-community.config.ts" });
  const demo = await startDemo(started, { isEmpty: false, scale: SCALE });
  const { source, nativeId } = demo.hello.proposer;
  {
    await using run = await openDemoRun(started, {
      demo,
      isEmpty: false,
      doorbells: createDoorbells(),
      onProgress: () => undefined,
      onPublished: async () => undefined,
    });
    await run.conductor.refresh();
  }
  const ledger = openLedger({ ...started.folder.ledger, clock: () => started.clock.now() });
  return {
    data,
    started,
    demo,
    ledger,
    proposer: started.identity.accountKey(source, nativeId),
    sign: (count: number) => signByDemo(ledger, demo, { ...started, period: PERIOD, count }),
    async [Symbol.asyncDispose]() {
      await ledger.close();
      await demo[Symbol.asyncDispose]();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

export type BuiltCommunity = Awaited<ReturnType<typeof givenBuiltCommunity>>;

/** A worker in a process of its own; for these queues, or for all. */
export async function startWorker(
  data: string,
  address: string,
  ...queues: string[]
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [ENTRY, data, address, ...queues], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = (await Promise.race([once(child.stdout, "data"), once(child, "exit")])) as [
    Buffer | number,
  ];
  if (`${said}`.trim() !== "ready") throw new Error(`The worker did not start: ${said}.`);
  return child;
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}

export async function openClient(address: string): Promise<Client> {
  return new Client({ connection: await Connection.connect({ address }) });
}

/** The community's clock stands at the demo's day, the server's at today. */
export function startDistribution(client: Client, { proposer, started }: BuiltCommunity) {
  return client.workflow.start<typeof distributeWorkflow>("distributeWorkflow", {
    workflowId: distributionId(PERIOD),
    taskQueue: workflowQueue,
    args: [{ period: PERIOD, proposer, clockAhead_ms: started.clock.now().getTime() - Date.now() }],
  });
}

/** Waits until the progress query says so; the test's own limit ends a wait for nothing. */
export async function seen(
  handle: { query<T>(name: string): Promise<T> },
  isThere: (progress: Progress | null) => boolean,
): Promise<void> {
  for (;;) {
    const progress = await handle.query<Progress | null>("progress").catch(() => null);
    if (isThere(progress)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export const isApproved = (count: number) => (progress: Progress | null) =>
  progress?.step === "approve" && progress.done === count;
