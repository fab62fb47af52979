import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { noConnections } from "../../app/runtime/sources.ts";
import { openSystem } from "../../app/runtime/system.ts";
import { openRing } from "../../app/temporal/ring.ts";
import { openPlanOf, type Plan } from "../../warehouse/ledger/index.ts";
import type { distributeWorkflow } from "../../workflows/temporal/workflows.ts";
import { startTemporalServer } from "../setup/temporal-server.ts";
import {
  type BuiltCommunity,
  end,
  givenBuiltCommunity,
  isApproved,
  openClient,
  PERIOD,
  seen,
  startDistribution,
  startWorker,
} from "./given-distribution.ts";

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

async function openPlan({ ledger }: BuiltCommunity) {
  const digest = openPlanOf(await ledger.read(), PERIOD)?.digest;
  if (digest === undefined) throw new Error(`No plan of ${PERIOD} was proposed.`);
  return { period: PERIOD, digest };
}

/** Read from the chain itself: what each wallet holds, and how many payments there were. */
async function expectPaidOnce(community: BuiltCommunity): Promise<void> {
  const { started, ledger } = community;
  await using system = await openSystem({ ...started, connections: noConnections });
  const events = await ledger.read();
  const proposed = openPlanOf(events, PERIOD);
  if (proposed === null) throw new Error("The plan is gone.");
  const { plan, digest } = proposed;

  const balances = await system.activities.balances({ digest });
  const payments = await system.chain.chain.signaturesOf(plan.chain.treasury);
  const settled = events.filter(({ kind }) => kind === "distribution_settled");

  expect(balances).toEqual(owedByWallet(plan));
  // One transaction made the treasury; each of the others paid one batch.
  expect(payments.filter(({ error }) => error === null)).toHaveLength(plan.batches.length + 1);
  expect(settled.map(({ payload }) => payload)).toEqual([
    expect.objectContaining({ digest, difference_base_units: "0" }),
  ]);
}

function owedByWallet({ lines }: Plan) {
  const owed = new Map<string, bigint>();
  for (const { wallet, amount } of lines)
    if (wallet !== null) owed.set(wallet, (owed.get(wallet) ?? 0n) + amount);
  return [...owed]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([wallet, amount]) => ({ wallet, amountBaseUnits: `${amount}` }));
}
