import {
  condition,
  defineQuery,
  defineSignal,
  patched,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from "@temporalio/workflow";

import type { Policy, Progress, Runtime } from "../runtime.ts";
import { exclusive } from "./exclusive.ts";

/**
 * Rings a doorbell of a waiting workflow. It carries nothing: the workflow reads the truth again.
 *
 * A signal, since the server keeps it while no worker runs, and workflows can send it.
 */
export const ringSignal = defineSignal<[string]>("ring");
export const progressQuery = defineQuery<Progress | null>("progress");

/**
 * The server ends a run at 51,200 events and slows down from 10,240 on. Past this a run is left for
 * another, with room for what it still has to do: a publication is about 500. Most servers suggest
 * it earlier, at 4,096.
 */
const HISTORY_EVENTS_MAX = 8_000;

type Activity = (input: unknown) => Promise<unknown>;

/**
 * Binds a workflow function to Temporal. To be called inside a running workflow, once a run.
 *
 * `clockAhead_ms` is how far the community's clock is ahead of the server's: 0, unless it was set
 * to another day by `--as-of` or the demo.
 */
export function temporalRuntime<A>(
  policies: { readonly [K in keyof A & string]: Policy },
  { clockAhead_ms }: { readonly clockAhead_ms: number },
): Runtime<A> {
  const rung = new Map<string, number>();
  const heard = new Map<string, number>();
  let progress: Progress | null = null;
  setHandler(ringSignal, (key) => {
    rung.set(key, (rung.get(key) ?? 0) + 1);
  });
  setHandler(progressQuery, () => progress);
  const act = Object.fromEntries(
    Object.entries<Policy>(policies).map(([name, policy]) => [name, proxied(name, policy)]),
  ) as A;
  return {
    act,
    // The sandbox's clock: the same instant whenever the history is replayed.
    now: () => Date.now() + clockAhead_ms,
    sleep: (ms) => sleep(ms),
    async wait(key, ms) {
      const seen = heard.get(key) ?? 0;
      const rang = await condition(() => (rung.get(key) ?? 0) > seen, ms);
      heard.set(key, rung.get(key) ?? 0);
      return rang;
    },
    exclusive,
    shouldRestart() {
      const { historyLength, continueAsNewSuggested } = workflowInfo();
      return continueAsNewSuggested || historyLength >= HISTORY_EVENTS_MAX;
    },
    isSince: (change) => patched(change),
    note(now) {
      progress = now;
    },
  };
}

function proxied(name: string, policy: Policy): Activity {
  const activities = proxyActivities<Record<string, Activity>>({
    taskQueue: policy.queue,
    startToCloseTimeout: policy.timeout_ms,
    ...(policy.heartbeat_ms === undefined ? {} : { heartbeatTimeout: policy.heartbeat_ms }),
    retry: {
      initialInterval: policy.firstDelay_ms,
      maximumAttempts: policy.attempts,
      nonRetryableErrorTypes: [...policy.final],
    },
  });
  const run = activities[name];
  if (run === undefined) throw new Error(`No activity is called ${name}.`);
  return run;
}
