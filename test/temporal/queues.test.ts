import { expect, inject, test } from "vitest";

import { openRing } from "../../app/temporal/ring.ts";
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

test("three workers, each with a queue and its stores, settle a distribution together", async () => {
  await using community = await givenBuiltCommunity();
  const address = inject("temporalAddress");
  const workers = await Promise.all(
    ["fetch", "warehouse", "chain"].map((queue) => startWorker(community.data, address, queue)),
  );
  const handle = await startDistribution(await openClient(address), community);
  await seen(handle, isApproved(0));
  await community.sign(2);
  await (
    await openRing(address)
  )(await openPlan(community));

  const ended = await handle.result();

  await Promise.all(workers.map((worker) => end(worker, "SIGTERM")));
  expect(ended).toMatchObject({ status: "settled" });
  await expectPaidOnce(community);
});
