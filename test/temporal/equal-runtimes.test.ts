import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, inject, test } from "vitest";

import { createConductor } from "../../app/runtime/conductor.ts";
import { signByDemo } from "../../app/demo/signing.ts";
import { noConnections } from "../../app/runtime/feeds.ts";
import { type Start, start } from "../../app/runtime/start.ts";
import { openSystem } from "../../app/runtime/system.ts";
import { openRing } from "../../app/temporal/ring.ts";
import { openPlanOf, planToJson } from "../../warehouse/ledger/index.ts";
import { createDoorbells } from "../../workflows/embedded/doorbells.ts";
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

test("embedded and Temporal pay the same to the same people on equal input", async () => {
  await using community = await givenBuiltCommunity();
  const copy = copyOf(community.data);
  const embedded = await start({ data: copy, config: "test/small-community.config.ts" });

  await settleEmbedded(embedded, community);
  await settleOnTemporal(community);

  const inProcess = await outcomeOf(embedded);
  rmSync(copy, { recursive: true, force: true });
  expect(inProcess.balances.length).toBeGreaterThan(0);
  expect(await outcomeOf(community.started)).toEqual(inProcess);
});

/**
 * Copied by another process: this one has the ledger open, and closing a second handle on a file
 * would drop the locks that SQLite holds on it.
 */
function copyOf(data: string): string {
  const copy = mkdtempSync(join(tmpdir(), "vklad-embedded-"));
  const script = "fs.cpSync(process.argv[1], process.argv[2], { recursive: true })";
  execFileSync(process.execPath, ["--eval", script, data, copy]);
  return copy;
}

async function settleEmbedded(started: Start, { demo, proposer }: BuiltCommunity): Promise<void> {
  await using system = await openSystem({ ...started, connections: noConnections });
  const conductor = createConductor({
    ...started,
    system,
    proposer,
    doorbells: createDoorbells(),
    onProgress: () => undefined,
    onPublished: async () => undefined,
  });
  await conductor.propose(PERIOD);
  await signByDemo(system.ledger, demo, { ...started, period: PERIOD, count: 2 });
  await conductor.settle(PERIOD);
}

async function settleOnTemporal(community: BuiltCommunity): Promise<void> {
  const address = inject("temporalAddress");
  const worker = await startWorker(community.data, address);
  try {
    const handle = await startDistribution(await openClient(address), community);
    await seen(handle, isApproved(0));
    await community.sign(2);
    const digest = openPlanOf(await community.ledger.read(), PERIOD)?.digest;
    if (digest === undefined) throw new Error(`No plan of ${PERIOD} was proposed.`);
    await (
      await openRing(address)
    )({ period: PERIOD, digest });
    await handle.result();
  } finally {
    await end(worker, "SIGTERM");
  }
}

/** All but what the moment decides: dates, and with them digests and signatures. */
async function outcomeOf(started: Start) {
  await using system = await openSystem({ ...started, connections: noConnections });
  const events = await system.ledger.read();
  const proposed = openPlanOf(events, PERIOD);
  if (proposed === null) throw new Error(`No plan of ${PERIOD} was proposed.`);
  const {
    proposed_at: _from,
    expires_at: _to,
    provenance: _inputs,
    ...plan
  } = planToJson(proposed.plan);
  const kinds = events.map(({ kind }) => kind);
  const settled = events.flatMap(({ kind, payload }) =>
    kind === "distribution_settled" ? [{ ...payload, digest: null }] : [],
  );
  return {
    plan,
    settled,
    eventCounts: Object.fromEntries(
      [...new Set(kinds)].toSorted().map((kind) => [kind, kinds.filter((k) => k === kind).length]),
    ),
    balances: await system.activities.balances({ digest: proposed.digest }),
  };
}
