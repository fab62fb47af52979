import { existsSync } from "node:fs";

import { openSnapshot } from "../../../warehouse/snapshot/index.ts";
import { openLanding, readManifest } from "../../../warehouse/landing/index.ts";
import { openLedger } from "../../../warehouse/ledger/index.ts";
import { connectedIn, connectionsOf } from "../../community/connections.ts";
import { openFeeds } from "../../runtime/feeds.ts";
import { type Start, start } from "../../runtime/start.ts";
import { openSystem } from "../../runtime/system.ts";
import { noConnections } from "../../runtime/feeds.ts";
import { explain } from "../explain.ts";
import type { CommonOptions } from "../options.ts";

/** How long one source may take to answer. */
const ANSWER_MS_MAX = 15_000;

/** Looks at everything that can be wrong, changes nothing, and says what to do. True: all is well. */
export async function doctor(options: CommonOptions): Promise<boolean> {
  const started = await start(options);
  const { terminal } = started;
  let isWell = true;
  const look = async (what: string, work: () => Promise<string>) => {
    try {
      terminal.line(`✓ ${what}: ${await work()}`);
    } catch (error) {
      isWell = false;
      terminal.line(`✕ ${what}: ${explain(error).replace(/^vklad: /, "")}`);
    }
  };
  await look("configuration", async () => `${options.config} is valid`);
  await look("ledger", () => ledgerOf(started));
  await look("landing", () => landingOf(started));
  await look("snapshot", () => snapshotOf(started));
  await look("warehouse and chain", () => storesOf(started));
  await lookAtSources(started, look);
  return isWell;
}

async function ledgerOf({ folder, clock }: Start): Promise<string> {
  if (!existsSync(folder.ledger)) return "nothing yet; run `vklad run`";
  await using ledger = openLedger({ file: folder.ledger, clock: () => clock.now() });
  const { eventCount } = await ledger.verify();
  return `${eventCount} events, and their chain holds`;
}

async function landingOf({ folder }: Start): Promise<string> {
  const files = await openLanding(folder.landing).files();
  for (const file of files) await readManifest(file);
  return `${files.length} files, each as it was written`;
}

async function snapshotOf({ folder }: Start): Promise<string> {
  const snapshot = await openSnapshot(folder.snapshots);
  if (snapshot === null) return "nothing yet; run `vklad run`";
  return `${snapshot.tables.length} tables as of ${snapshot.asOf}, each opens`;
}

async function storesOf(started: Start): Promise<string> {
  await using system = await openSystem({ ...started, connections: noConnections });
  const failing = await system.activities.runChecks();
  const names = failing.map(({ model, check }) => `${model}: ${check}`);
  if (failing.length > 0) throw new Error(`these checks fail: ${names.join("; ")}`);
  return `both are free and open; the mint is ${system.chain.mint}`;
}

async function lookAtSources(
  started: Start,
  look: (what: string, work: () => Promise<string>) => Promise<void>,
): Promise<void> {
  const { config, folder, identity, clock } = started;
  await using ledger = openLedger({ file: folder.ledger, clock: () => clock.now() });
  const systems: Record<string, unknown> = {};
  for (const connector of connectedIn(config))
    await look(`${connector.name}: settings and secrets`, async () => {
      Object.assign(systems, connectionsOf(config, process.env, [connector]).systems);
      return "all there";
    });
  const feeds = openFeeds({ systems }, { ledger, identity });
  for (const [name, feed] of feeds)
    await look(name, async () => {
      const signal = AbortSignal.timeout(ANSWER_MS_MAX);
      const until = clock.now().toISOString();
      const { records } = await feed.fetchPage({ cursor: null, until, signal });
      return `answers, ${records.length} records on its first page`;
    });
}
