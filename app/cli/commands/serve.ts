import { setTimeout as delay } from "node:timers/promises";

import { CATCH_UP_MS, schedules } from "../../../temporal.config.ts";
import { openLanding } from "../../../warehouse/landing/index.ts";
import { openLedger } from "../../../warehouse/ledger/index.ts";
import { takeShared } from "../../../warehouse/snapshot/index.ts";
import { approvalKey } from "../../../workflows/distribute.ts";
import { createDoorbells } from "../../../workflows/embedded/doorbells.ts";
import { createConductor } from "../../runtime/conductor.ts";
import { connectedStreamsIn, connectionsOf } from "../../community/connections.ts";
import { openDoors } from "../../gateway/doors.ts";
import { clockAhead } from "../../community/clock.ts";
import { findProposer } from "../../community/proposer.ts";
import { keepSchedules, noteFailure } from "../../runtime/schedules.ts";
import { buildShell } from "../../gateway/shell-builder.ts";
import { inboxOf } from "../../runtime/inbox.ts";
import { type Stale, staleStreams } from "../../runtime/stale.ts";
import { type Start, startToWrite } from "../../runtime/start.ts";
import { createSteps } from "../../runtime/steps.ts";
import { openSystem } from "../../runtime/system.ts";
import { watchWishes } from "../../runtime/wishes.ts";
import { watchMarks } from "../../runtime/woken.ts";
import { words } from "../../community/words.ts";
import { stoppedLine } from "../explain.ts";
import type { CommonOptions } from "../options.ts";

const TICK_MS = 30_000;

/** Opens the gateway and, unless workers elsewhere do it, runs the schedules in this process. */
export async function serve(
  options: CommonOptions,
  { gatewayOnly, address }: { readonly gatewayOnly: boolean; readonly address?: string },
): Promise<void> {
  const started = await startToWrite(options);
  const { folder, clock, log, terminal, locale, signal } = started;
  const steps = createSteps(["ingest", "load", "build", "publish", "distribute", "shell"], {
    now: () => performance.now(),
    onChange: (step) => terminal.show(step),
  });
  const doorbells = createDoorbells();
  const connected = connectedStreamsIn(started.config);
  let stale: readonly Stale[] = [];
  await using ledger = openLedger({ ...folder.ledger, clock: () => clock.now() });
  // What is published here is there, too: only a gateway by itself takes it from there.
  const { objects } = started;
  const takeElsewhere = async () => {
    if (gatewayOnly && objects !== null)
      await takeShared(objects, folder.snapshots).catch((error: unknown) =>
        noteFailure(log)("snapshot", error),
      );
  };
  await takeElsewhere();
  const ringElsewhere =
    address === undefined ? null : await (await import("../../temporal/ring.ts")).openRing(address);
  await using doors = await openDoors({
    start: started,
    ledger,
    steps,
    ring: ({ period, digest }) => {
      doorbells.ring(approvalKey(digest));
      ringElsewhere?.({ period, digest }).catch(() => log.write("ring_failed", { period }));
    },
    stale: () => stale,
  });
  terminal.line(`${words[locale].ready}: ${doors.address}\n${words[locale].stopHint}`);
  const takeShell = async () =>
    doors.takeShell(await steps.run("shell", (say) => buildShell({ say, signal })));
  try {
    if (gatewayOnly) {
      await takeShell();
      const wakeElsewhere = await wakingElsewhere(started, address);
      return await follow(signal, async () => {
        await wakeElsewhere();
        stale = await staleStreams(openLanding(folder.landing), clock, [], connected);
        await takeElsewhere();
        await doors.takeSnapshot();
      });
    }
    // Before a minute goes into the pages: another process may own a store.
    await using system = await openSystem({
      ...started,
      connections: connectionsOf(started.config, process.env),
    });
    await takeShell();
    const conductor = createConductor({
      ...started,
      system,
      doorbells,
      proposer: findProposer(started),
      onProgress: (progress) => steps.follow(progress),
      onPublished: async () => {
        stale = await staleStreams(system.landing, clock, conductor.failed(), connected);
        await doors.takeSnapshot();
      },
    });
    const wishes = watchWishes(system.ledger);
    const look = watchMarks(system.inbox, () => clock.now().getTime());
    const wake = async () => {
      const woken = look();
      woken?.taken();
      if (woken !== null) await conductor.wake(woken);
    };
    await keepSchedules(schedules, {
      async asked() {
        await wake().catch((error: unknown) => noteFailure(log)("hooks", error));
        const asked = await wishes();
        for (const { digest } of asked) if (digest !== null) doorbells.ring(approvalKey(digest));
        return asked.length > 0 ? ["distribute"] : [];
      },
      start: (schedule) => conductor.start(schedule),
      onFailed: (id, error) => {
        if (id === "distribute" && !signal.aborted) terminal.line(stoppedLine(error, locale));
        noteFailure(log)(id, error);
      },
      catchUp_ms: CATCH_UP_MS,
      clock,
      signal,
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    terminal.line(words[locale].stopped);
  }
}

/** Asks a server to read what hooks told this process of; without one, its worker's schedule does. */
async function wakingElsewhere(started: Start, address: string | undefined) {
  if (address === undefined) return async () => undefined;
  const { clock, log } = started;
  const inbox = inboxOf(started);
  const look = watchMarks(inbox, () => clock.now().getTime());
  const wake = await (await import("../../temporal/wake.ts")).openWake(address);
  const proposer = findProposer(started);
  return async () => {
    try {
      const woken = look();
      if (woken === null) return;
      const { feeds, sweeps } = woken;
      if (
        await wake({ feeds, sweeps, proposer, isInParts: true, clockAhead_ms: clockAhead(clock) })
      )
        woken.taken();
    } catch (error) {
      noteFailure(log)("hooks", error);
    }
  };
}

/** Looks again and again for what a worker elsewhere publishes, and how old its sources are. */
async function follow(signal: AbortSignal, look: () => Promise<void>): Promise<void> {
  for (;;) {
    await look();
    await delay(TICK_MS, undefined, { signal });
  }
}
