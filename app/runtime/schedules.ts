import { setTimeout as delay } from "node:timers/promises";

import type { Schedule } from "../../workflows/schedule.ts";
import { hasCode } from "../../workflows/error-codes.ts";
import type { Clock } from "../community/clock.ts";
import type { Log } from "./logs.ts";

/** How often it is looked whether something is due. */
const TICK_MS = 30_000;

export type Schedules = Readonly<Record<string, Schedule>>;

/**
 * Schedules with a nominal time in (`after`, `until`], each once however many times it was missed:
 * a run reads everything up to now.
 */
export function dueRuns(
  table: Schedules,
  after: number,
  until: number,
): readonly (readonly [id: string, schedule: Schedule])[] {
  return Object.entries(table).filter(([, { everyMinutes }]) => {
    const every = everyMinutes * 60_000;
    return Math.floor(until / every) > Math.floor(after / every);
  });
}

/**
 * Starts what is due by its nominal time, in the table's order, until `signal` stops it. What a
 * stop made it miss in the last `catchUp_ms` is made up for, once.
 *
 * What waits for people, or disturbs nobody, runs beside the others. `onFailed` is told of a run that failed; what it
 * throws ends it all.
 */
export async function keepSchedules(
  table: Schedules,
  options: {
    readonly start: (schedule: Schedule) => Promise<unknown>;
    readonly onFailed: (id: string, error: unknown) => void;
    /** Schedules that somebody asked for besides, before their time. */
    readonly asked?: () => Promise<readonly string[]>;
    readonly catchUp_ms: number;
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly tick_ms?: number;
  },
): Promise<never> {
  const { start, onFailed, clock, signal, tick_ms = TICK_MS } = options;
  const ended = new AbortController();
  const eitherWay = AbortSignal.any([signal, ended.signal]);
  const beside = new Set<string>();
  const run = (id: string, schedule: Schedule) =>
    start(schedule).catch((error: unknown) => onFailed(id, error));
  const runBeside = (id: string, schedule: Schedule) => {
    if (beside.has(id)) return;
    beside.add(id);
    void run(id, schedule)
      .catch((error: unknown) => ended.abort(error))
      .finally(() => beside.delete(id));
  };
  let before = clock.now().getTime() - options.catchUp_ms;
  for (;;) {
    const now = clock.now().getTime();
    const asked = (await options.asked?.()) ?? [];
    const due = new Map(dueRuns(table, before, now));
    for (const [id, schedule] of Object.entries(table))
      if (asked.includes(id)) due.set(id, schedule);
    for (const [id, schedule] of due) {
      if (schedule.runsBeside === true) runBeside(id, schedule);
      else await run(id, schedule);
    }
    before = now;
    await delay(tick_ms, undefined, { signal: eitherWay }).catch((stopped: unknown) => {
      throw ended.signal.aborted ? ended.signal.reason : stopped;
    });
  }
}

/**
 * A run that failed is written down and comes again at its time. A warehouse that has given up ends
 * the process instead: what it holds is in doubt, and only a new one may open the file again.
 */
export function noteFailure(log: Log): (id: string, error: unknown) => void {
  return (id, error) => {
    log.write("schedule_failed", {
      step: id,
      error: error instanceof Error ? error.name : "Error",
    });
    if (hasCode(error, "WarehouseFatalError")) throw error;
  };
}
