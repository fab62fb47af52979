import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { openRing } from "../../app/temporal/ring.ts";
import type { distributeWorkflow } from "../../workflows/temporal/workflows.ts";
import { startTemporalServer } from "../setup/temporal-server.ts";
import {
  end,
  givenBuiltCommunity,
  isApproved,
  openClient,
  seen,
  startDistribution,
  startWorker,
} from "./given-distribution.ts";
import { expectPaidOnce, openPlan } from "./paid-once.ts";

test("worker and server are killed between two approvals, and the plan settles once", async () => {
  await using community = await givenBuiltCommunity();
  const dbFile = join(mkdtempSync(join(tmpdir(), "vklad-temporal-db-")), "temporal.db");
  const before = await startTemporalServer({ dbFile });
  const firstWorker = await startWorker(community.data, before.address);
  const first = await startDistribution(await openClient(before.address), community);
  await seen(first, isApproved(0));
  await community.sign(1);
  const plan = await openPlan(community);
  const ringFirst = await openRing(before.address);
  // A ring for another plan, and one for a period that nobody distributes, wake nobody.
  await ringFirst({ ...plan, digest: "of another plan" });
  await ringFirst({ ...plan, period: "2020-01" });
  await ringFirst(plan);
  await seen(first, isApproved(1));

  await end(firstWorker, "SIGKILL");
  await before.kill();
  const server = await startTemporalServer({ dbFile, port: before.port });
  await community.sign(2);
  // No worker runs yet: the server keeps the ring, and a second one does no harm.
  const ring = await openRing(server.address);
  await ring(plan);
  await ring(plan);
  const worker = await startWorker(community.data, server.address);
  const client = await openClient(server.address);
  const handle = client.workflow.getHandle<typeof distributeWorkflow>(first.workflowId);
  const ended = await handle.result();
  await end(worker, "SIGTERM");
  await server.stop();

  expect(ended).toMatchObject({ status: "settled" });
  await expectPaidOnce(community);
});
