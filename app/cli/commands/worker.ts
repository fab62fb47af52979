import { Client } from "@temporalio/client";

import { hasCode } from "../../../workflows/error-codes.ts";
import { clockAhead } from "../../community/clock.ts";
import { connectionsOf } from "../../community/connections.ts";
import { findProposer } from "../../community/proposer.ts";
import type { Fetching } from "../../runtime/fetching.ts";
import { noConnections, sweptFeeds } from "../../runtime/feeds.ts";
import { startToWrite } from "../../runtime/start.ts";
import { openParts } from "../../runtime/system.ts";
import { connectClient, connectWorker } from "../../temporal/connect.ts";
import { ensureSchedules } from "../../temporal/schedules.ts";
import { createWorkers, quietCore, STOP_MS_MAX } from "../../temporal/workers.ts";
import { words } from "../../community/words.ts";
import { explain } from "../explain.ts";
import type { CommonOptions, WorkerOptions } from "../options.ts";
import { queuesOption } from "../queues.ts";

/**
 * Runs workflows and the activities of these queues on a Temporal server until it is stopped. Only
 * what reads the sources needs their secrets, and makes the schedules, which name them.
 */
export async function worker(common: CommonOptions, options: WorkerOptions): Promise<void> {
  const queueNames = queuesOption(options.queues);
  const started = await startToWrite(common, { graceMs: STOP_MS_MAX });
  const { config, terminal, locale, log, signal } = started;
  quietCore();
  const { connection, ...profile } = await connectWorker(options.address);
  const namespace = options.namespace === "default" ? profile.namespace : options.namespace;
  const isFetching = queueNames.includes("fetch");
  await using parts = await openParts(queueNames, {
    ...started,
    connections: isFetching ? connectionsOf(config, process.env) : noConnections,
  });
  let fatal: unknown = null;
  const workers = await createWorkers({
    connection,
    namespace,
    queueNames,
    activities: parts.activities,
    onError(activity, error) {
      const name = error instanceof Error ? error.name : "Error";
      log.write("activity_failed", { step: activity, error: name });
      terminal.line(explain(error));
      if (!hasCode(error, "WarehouseFatalError")) return;
      // The file is in doubt: only a new process may open it again.
      fatal = error;
      workers.stop();
    },
  });
  if (options.schedules && parts.fetching !== null) {
    const { connection: clientConnection } = await connectClient(options.address);
    const client = new Client({ connection: clientConnection, namespace });
    const input = { ...scheduledInput(parts.fetching), proposer: findProposer(started) };
    const clockAhead_ms = clockAhead(started.clock);
    for (const { id, outcome } of await ensureSchedules(client, { ...input, clockAhead_ms }))
      terminal.line(`vklad/${id}: ${outcome}`);
    await clientConnection.close();
  }
  signal.addEventListener("abort", () => workers.stop(), { once: true });
  if (signal.aborted) workers.stop();
  terminal.line(words[locale].stopHint);
  await workers.run();
  await connection.close();
  if (fatal !== null) throw fatal;
}

function scheduledInput({ feeds }: Fetching) {
  return { feeds: [...feeds.keys()], sweeps: sweptFeeds(feeds) };
}
