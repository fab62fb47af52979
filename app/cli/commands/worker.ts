import { Client } from "@temporalio/client";

import type { Clock } from "../../community/clock.ts";
import { connectionsOf } from "../../community/connections.ts";
import { findProposer } from "../../community/proposer.ts";
import { sweptStreams } from "../../runtime/sources.ts";
import { start } from "../../runtime/start.ts";
import { openSystem, type System } from "../../runtime/system.ts";
import { connectClient, connectWorker } from "../../temporal/connect.ts";
import { ensureSchedules } from "../../temporal/schedules.ts";
import { createWorkers, quietCore } from "../../temporal/workers.ts";
import { words } from "../../community/words.ts";
import { explain } from "../explain.ts";
import type { CommonOptions } from "../options.ts";

interface WorkerOptions {
  readonly address?: string;
  /** The command line's default: then a profile's namespace is taken, if it names one. */
  readonly namespace: string;
  readonly schedules: boolean;
}

/** Runs workflows and activities on a Temporal server until it is stopped. */
export async function worker(common: CommonOptions, options: WorkerOptions): Promise<void> {
  const started = await start(common);
  const { config, terminal, locale, log, signal } = started;
  quietCore();
  const { connection, ...profile } = await connectWorker(options.address);
  const namespace = options.namespace === "default" ? profile.namespace : options.namespace;
  await using system = await openSystem({
    ...started,
    connections: connectionsOf(config, process.env),
  });
  let fatal: unknown = null;
  const workers = await createWorkers({
    connection,
    namespace,
    activities: system.activities,
    onError(activity, error) {
      const name = error instanceof Error ? error.name : "Error";
      log.write("activity_failed", { step: activity, error: name });
      terminal.line(explain(error));
      if (name !== "WarehouseFatalError") return;
      // The file is in doubt: only a new process may open it again.
      fatal = error;
      workers.stop();
    },
  });
  if (options.schedules) {
    const { connection: clientConnection } = await connectClient(options.address);
    const client = new Client({ connection: clientConnection, namespace });
    const input = { ...scheduledInput(system), proposer: findProposer(started) };
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

function scheduledInput({ sources }: System) {
  return { streams: [...sources.keys()], sweeps: sweptStreams(sources) };
}

/** Only `--as-of` and the demo set the clock to another day: less is the wall clock itself. */
function clockAhead({ now }: Clock): number {
  const ahead_ms = now().getTime() - Date.now();
  return Math.abs(ahead_ms) < 60_000 ? 0 : ahead_ms;
}
