/**
 * A process that runs some queues: `node parts-entry.ts DATA QUEUES`. It opens their parts, says on
 * one line what it has loaded for them, and holds them until its input ends.
 */
import { once } from "node:events";
import { basename } from "node:path";

import { queuesOption } from "../../app/cli/queues.ts";
import { noConnections } from "../../app/runtime/feeds.ts";
import { start } from "../../app/runtime/start.ts";
import { openParts } from "../../app/runtime/system.ts";

const [data = "", queues] = process.argv.slice(2);
const started = await start({ data, config: "test/small-community.config.ts" });
const options = { ...started, connections: noConnections };
try {
  await using parts = await openParts(queuesOption(queues), options);
  const said = { activities: Object.keys(parts.activities).toSorted(), addons: addons() };
  process.stdout.write(`${JSON.stringify(said)}\n`);
  process.stdin.resume();
  await once(process.stdin, "end");
} catch (error) {
  process.stdout.write(`${JSON.stringify({ refused: (error as Error).message })}\n`);
}
process.exit();

/** Native code of packages that is loaded now. */
function addons(): string[] {
  const report = process.report.getReport() as unknown as { sharedObjects: readonly string[] };
  return report.sharedObjects
    .filter((file) => file.includes("node_modules"))
    .map((file) => basename(file).split(".")[0] ?? "");
}
