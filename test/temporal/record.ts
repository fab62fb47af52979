/** Records the history that `replay.test.ts` replays: `node test/temporal/record.ts`. */
import { writeFileSync } from "node:fs";

import { historyToJSON } from "@temporalio/common/lib/proto-utils.js";

import { openRing } from "../../app/temporal/ring.ts";
import { openPlanOf } from "../../warehouse/ledger/index.ts";
import { startTemporalServer } from "../setup/temporal-server.ts";
import {
  end,
  givenBuiltCommunity,
  isApproved,
  openClient,
  PERIOD,
  seen,
  startDistribution,
  startWorker,
} from "./given-distribution.ts";

await using community = await givenBuiltCommunity();
const server = await startTemporalServer();
const worker = await startWorker(community.data, server.address);
const handle = await startDistribution(await openClient(server.address), community);
await seen(handle, isApproved(0));
const ring = await openRing(server.address);
for (const count of [1, 2]) {
  await community.sign(count);
  const digest = openPlanOf(await community.ledger.read(), PERIOD)?.digest ?? "";
  await ring({ period: PERIOD, digest });
}
await handle.result();
// Which process on which machine did a step is nobody's business here.
const history: unknown = JSON.parse(
  historyToJSON(await handle.fetchHistory()).replaceAll(/"\d+@[^"-]+/g, '"recorder'),
);
const file = new URL("histories/distribute.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(history)}\n`);
await end(worker, "SIGTERM");
await server.stop();
console.log("recorded test/temporal/histories/distribute.json");
process.exit();
