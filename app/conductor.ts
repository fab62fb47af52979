import { policies, queues } from "../temporal.config.ts";
import { approvalKey, distribute } from "../workflows/distribute.ts";
import type { Doorbells } from "../workflows/embedded/doorbells.ts";
import { embeddedRuntime } from "../workflows/embedded/runtime.ts";
import { materialize } from "../workflows/materialize.ts";
import { refresh, type Refreshed } from "../workflows/refresh.ts";
import { openPlanOf, distributionState } from "../warehouse/ledger/index.ts";
import { closedPeriods, type Clock } from "./clock.ts";
import type { Config } from "./config/schema.ts";
import type { Log } from "./logs.ts";
import { sweptStreams } from "./sources.ts";
import type { Progress } from "../workflows/runtime.ts";
import type { System } from "./system.ts";

export interface ConductorOptions {
  readonly system: System;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly doorbells: Doorbells;
  /** Account key of who proposes distributions; null: nothing is distributed. */
  readonly proposer: string | null;
  readonly onProgress: (progress: Progress) => void;
  readonly onPublished: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** Runs the workflows of one process in their order. One refresh at a time; others wait for it. */
export interface Conductor {
  /** Reads the sources and publishes; an open plan is then proposed anew, should points differ. */
  refresh(options?: { readonly sweep?: boolean }): Promise<Refreshed>;
  /** Publishes what the ledger says now, without asking any other system. */
  publishLedger(): Promise<void>;
  /** Proposes a period's plan, if that differs from the one there is; null: nothing was earned. */
  propose(period: string): Promise<string | null>;
  /** Waits for the signatures of a period's plan, settles it and publishes that. */
  settle(period: string): Promise<void>;
  /** Settles every month that has ended, oldest first, waiting for signatures as it goes. */
  settleClosed(): Promise<void>;
  /** Streams that did not answer in the last refresh. */
  failed(): readonly string[];
}

export function createConductor(options: ConductorOptions): Conductor {
  const { system, config, clock, log, doorbells, proposer, signal } = options;
  const { timeZone } = config.community;
  const runtime = embeddedRuntime({
    activities: system.activities,
    policies,
    queues,
    doorbells,
    now: () => clock.now().getTime(),
    onProgress: options.onProgress,
    signal,
  });
  let failed: readonly string[] = [];
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: a failed run does not fail the next one. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };

  async function stateOf(period: string) {
    const events = await system.ledger.read();
    const plan = openPlanOf(events, period);
    return plan === null ? null : distributionState(events, plan.digest, clock.now());
  }

  const closed = () => closedPeriods(config.distributions.from, clock.now(), timeZone);

  /** Only the oldest unsettled period has a plan: carry goes from one to the next. */
  async function proposeAgain(): Promise<void> {
    if (proposer === null) return;
    for (const period of closed()) {
      const before = await stateOf(period);
      if (before === null) return;
      if (before.status === "settled") continue;
      const proposed = await runtime.act.proposePlan({ period, proposer });
      if (proposed === null || proposed.digest === before.digest) return;
      log.write("plan_replaced", { period, digest: proposed.digest });
      doorbells.ring(approvalKey(before.digest));
      return;
    }
  }

  async function settle(period: string): Promise<void> {
    if (proposer === null) return;
    while ((await stateOf(period))?.status !== "settled") {
      const { status } = await distribute(runtime, { period, proposer });
      log.write("distribution_ended", { period, step: status });
      if (status === "nothing") return;
    }
    await inTurn(publishLedger);
  }

  async function publishLedger(): Promise<void> {
    const until = clock.now().toISOString();
    await runtime.act.landPage({ stream: "ledger_events", until });
    await materialize(runtime, { until });
    await options.onPublished();
  }

  return {
    refresh: ({ sweep = false } = {}) =>
      inTurn(async () => {
        const until = clock.now().toISOString();
        const streams = [...system.sources.keys()];
        const sweeps = sweep ? sweptStreams(system.sources) : [];
        const refreshed = await refresh(runtime, { streams, sweeps, until });
        failed = refreshed.failed.map(({ stream }) => stream);
        for (const { stream, error } of refreshed.failed)
          log.write("source_failed", { stream, error });
        await options.onPublished();
        const before = await system.ledger.head();
        await proposeAgain();
        if ((await system.ledger.head())?.seq !== before?.seq) await publishLedger();
        return refreshed;
      }),

    publishLedger: () => inTurn(publishLedger),

    async propose(period) {
      if (proposer === null) return null;
      const proposed = await runtime.act.proposePlan({ period, proposer });
      return proposed?.digest ?? null;
    },

    settle,

    async settleClosed() {
      for (const period of closed()) await settle(period);
    },

    failed: () => failed,
  };
}
