import { policies, queues, schedules } from "../../temporal.config.ts";
import type { Activities } from "../../workflows/activities.ts";
import { compact } from "../../workflows/compact.ts";
import { approvalKey, distribute } from "../../workflows/distribute.ts";
import type { Doorbells } from "../../workflows/embedded/doorbells.ts";
import { embeddedRuntime } from "../../workflows/embedded/runtime.ts";
import { TABLES } from "../../workflows/materialize.ts";
import { proposeAgain } from "../../workflows/propose-again.ts";
import { publishLedger } from "../../workflows/publish-ledger.ts";
import { refreshInParts } from "../../workflows/refresh-in-parts.ts";
import { isLeft, isUnended, refresh, type Refreshed } from "../../workflows/refresh.ts";
import {
  type RefreshContext,
  type Schedule,
  type ScheduleContext,
  type Scheduled,
  type ScheduledName,
  startScheduled,
} from "../../workflows/schedule.ts";
import type { Clock } from "../community/clock.ts";
import type { Log } from "./logs.ts";
import { sweptFeeds } from "./feeds.ts";
import type { Progress } from "../../workflows/runtime.ts";
import type { Woken } from "./woken.ts";
import type { Pipeline, System } from "./system.ts";

export interface ConductorOptions {
  /** Settling needs all of it; the rest is done by a pipeline. */
  readonly system: Pipeline | System;
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
  /**
   * Reads the sources and publishes; an open plan is then proposed anew, should points differ. With
   * `sweep` all is swept to its end; else a sweep that was begun is gone on with for some minutes.
   */
  refresh(options?: { readonly sweep?: boolean }): Promise<Refreshed>;
  /** Reads and publishes these alone, as far as there are such feeds: hooks told of them. */
  wake(woken: Pick<Woken, "feeds" | "sweeps">): Promise<void>;
  /** Publishes what the ledger says now, without asking any other system. */
  publishLedger(): Promise<void>;
  /** Proposes a period's plan, if that differs from the one there is; null: nothing was earned. */
  propose(period: string): Promise<string | null>;
  /** Waits for the signatures of a period's plan, settles it and publishes that. */
  settle(period: string): Promise<void>;
  /** Settles every month that has ended, oldest first, waiting for signatures as it goes. */
  settleClosed(): Promise<void>;
  /** Runs the workflow that a schedule names. */
  start(schedule: Schedule): Promise<unknown>;
  /** Feeds that did not answer in the last refresh. */
  failed(): readonly string[];
}

export function createConductor(options: ConductorOptions): Conductor {
  const { system, clock, log, doorbells, proposer, signal } = options;
  const runtime = embeddedRuntime<Activities>({
    activities: system.activities,
    runs: system.queueNames,
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

  async function proposeOpenAgain(until: string, by: string | null): Promise<void> {
    if (by === null) return;
    const replaced = await proposeAgain(runtime, { until, proposer: by });
    if (replaced === null) return;
    log.write("plan_replaced", replaced);
    doorbells.ring(approvalKey(replaced.digest));
  }

  async function settle(period: string, by: string | null): Promise<void> {
    if (by === null) return;
    const isOpen = async () => {
      const until = clock.now().toISOString();
      const open = await runtime.act.unsettledPeriods({ until });
      return open.some((unsettled) => unsettled.period === period);
    };
    let looked = 0;
    while (await isOpen()) {
      const ended = await distribute(runtime, { period, proposer: by, looked });
      const { status } = ended;
      looked = ended.looked ?? 0;
      log.write("distribution_ended", { period, step: status });
      if (status === "nothing") return;
    }
    await inTurn(publish);
  }

  async function publish(): Promise<void> {
    await publishLedger(runtime);
    await options.onPublished();
  }

  /** To the end of every feed, built and published as often as some take longer than the others. */
  async function refreshAll({ isInParts = false, ...asked }: RefreshContext): Promise<Refreshed> {
    let [recordCount, builtCount] = [0, 0];
    for (let { sweeps } = asked; ;) {
      const input = { ...asked, sweeps, until: clock.now().toISOString() };
      const ended = await (isInParts ? refreshInParts(runtime, input) : refresh(runtime, input));
      if (isUnended(ended)) {
        sweeps = ended.sweepsLeft;
        continue;
      }
      recordCount += ended.recordCount;
      builtCount += ended.builtCount;
      if (!isLeft(ended)) return { ...ended, recordCount, builtCount };
      await options.onPublished();
    }
  }

  const context: ScheduleContext = {
    feeds: [...system.feeds.keys()],
    sweeps: sweptFeeds(system.feeds),
    proposer,
  };
  const scheduled = {
    refresh: ({ proposer: by, ...asked }) =>
      inTurn(async () => {
        const { feeds } = asked;
        const refreshed = await refreshAll({ ...asked, proposer: by });
        failed = [
          ...failed.filter((feed) => !feeds.includes(feed)),
          ...refreshed.failed.map(({ feed }) => feed),
        ];
        for (const { feed, error } of refreshed.failed) log.write("source_failed", { feed, error });
        await options.onPublished();
        const before = await system.ledger.head();
        await proposeOpenAgain(clock.now().toISOString(), by);
        if ((await system.ledger.head())?.seq !== before?.seq) await publish();
        return refreshed;
      }),

    async distributeDue({ proposer: by }) {
      const until = clock.now().toISOString();
      for (const { period } of await runtime.act.unsettledPeriods({ until }))
        await settle(period, by);
    },

    compact: () => compact(runtime),
  } satisfies Scheduled<Promise<unknown>>;

  return {
    refresh: ({ sweep = false } = {}) =>
      scheduled.refresh(sweep ? context : schedules.refresh.inputOf(context)),

    async wake({ feeds, sweeps }) {
      const known = feeds.filter((feed) => system.feeds.has(feed));
      if (known.length === 0) return;
      const swept = sweeps.filter((feed) => context.sweeps.includes(feed));
      await scheduled.refresh({ feeds: known, sweeps: swept, proposer, isInParts: true });
    },

    publishLedger: () => inTurn(publish),

    async propose(period) {
      if (proposer === null) return null;
      const proposed = await runtime.exclusive(TABLES, () =>
        runtime.act.proposePlan({ period, proposer }),
      );
      return proposed?.digest ?? null;
    },

    settle: (period) => settle(period, proposer),

    settleClosed: () => scheduled.distributeDue({ proposer }),

    start: (schedule) =>
      startScheduled<Promise<unknown>, ScheduledName>(scheduled, schedule, context),

    failed: () => failed,
  };
}
