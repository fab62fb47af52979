import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { bundleWorkflowCode, DefaultLogger, Worker } from "@temporalio/worker";
import { DeterminismViolationError } from "@temporalio/workflow";
import { expect, test } from "vitest";

import { bundleWorkflows, quietCore } from "../../app/temporal/workers.ts";

quietCore();

const HISTORY = fileURLToPath(new URL("histories/distribute.json", import.meta.url));
const recorded = () => JSON.parse(readFileSync(HISTORY, "utf8")) as unknown;

test("a distribution recorded earlier replays on the workflows as they are", async () => {
  const workflowBundle = await bundleWorkflows();

  await Worker.runReplayHistory({ workflowBundle }, recorded());
});

test("a workflow changed under a running distribution is noticed", async () => {
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL("./changed-workflows.ts", import.meta.url)),
    logger: new DefaultLogger("ERROR"),
  });

  const replayed = Worker.runReplayHistory({ workflowBundle }, recorded());

  await expect(replayed).rejects.toThrow(DeterminismViolationError);
});

test("a history holds references, digests and totals that the chain shows, and nobody's name", () => {
  const payloads = [...readFileSync(HISTORY, "utf8").matchAll(/"data":"([^"]+)"/g)].map(
    ([, data = ""]) => Buffer.from(data, "base64").toString("utf8"),
  );

  expect(payloads.length).toBeGreaterThan(10);
  expect(payloads.filter((text) => /[а-яё]|@|https?:/i.test(text))).toEqual([]);
});
