import { Client } from "@temporalio/client";

import { connectionsOf } from "../../connections.ts";
import { findProposer } from "../../proposer.ts";
import { sweptStreams } from "../../sources.ts";
import { start } from "../../start.ts";
import { openSystem } from "../../system.ts";
import { connectClient, connectWorker } from "../../worker/connect.ts";
import { ensureSchedules } from "../../worker/schedules.ts";
import { createWorkers, quietCore } from "../../worker/workers.ts";
import { words } from "../../words.ts";
import type { CommonOptions } from "../options.ts";

/** Runs workflows and activities on a Temporal server until it is stopped. */
export async function worker(
  options: CommonOptions,
  {
    address,
    namespace,
    schedules,
  }: { readonly address?: string; readonly namespace: string; readonly schedules: boolean },
): Promise<void> {
  const started = await start(options);
  const { config, terminal, locale, signal } = started;
  quietCore();
  const connection = await connectWorker(address);
  await using system = await openSystem({
    ...started,
    connections: connectionsOf(config, process.env),
  });
  const workers = await createWorkers({ connection, namespace, activities: system.activities });
  if (schedules) {
    const clientConnection = await connectClient(address);
    const client = new Client({ connection: clientConnection, namespace });
    const ensured = await ensureSchedules(client, {
      streams: [...system.sources.keys()],
      sweeps: sweptStreams(system.sources),
      proposer: findProposer(started),
    });
    for (const { id, outcome } of ensured) terminal.line(`vklad/${id}: ${outcome}`);
    await clientConnection.close();
  }
  signal.addEventListener("abort", () => workers.stop(), { once: true });
  terminal.line(words[locale].stopHint);
  await workers.run();
  await connection.close();
}
