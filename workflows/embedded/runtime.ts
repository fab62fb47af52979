import { setTimeout as delay } from "node:timers/promises";
import pRetry, { AbortError } from "p-retry";

import { hasCode } from "../error-codes.ts";
import { checkPolicies } from "../policies.ts";
import type { Policy, Progress, Runtime } from "../runtime.ts";
import type { Doorbells } from "./doorbells.ts";

type Activity = (input: never) => Promise<unknown>;

export interface EmbeddedOptions<A> {
  readonly activities: A;
  readonly policies: { readonly [K in keyof A & string]: Policy };
  readonly queues: Readonly<Record<string, { readonly concurrency: number }>>;
  readonly doorbells: Doorbells;
  readonly now: () => number;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs workflows in this process, with no server and no journal.
 *
 * Every activity is idempotent and finds its own finished work, so that after a kill the workflow
 * is simply run again from its start.
 */
export function embeddedRuntime<A extends { [K in keyof A]: Activity }>(
  options: EmbeddedOptions<A>,
): Runtime<A> {
  const { activities, policies, queues, doorbells, now, onProgress, signal } = options;
  checkPolicies({ activities, policies, queues, runs: Object.keys(queues) });
  const slots = new Map(
    Object.entries(queues).map(([queue, { concurrency }]) => [queue, slotsOf(concurrency)]),
  );
  const turns = new Map<string, ReturnType<typeof slotsOf>>();
  const heard = new Map<string, number>();
  const act = Object.fromEntries(
    Object.entries<Activity>(activities).map(([name, run]) => {
      const policy = policies[name as keyof A & string];
      // Both are there: it was proved above.
      const inSlot = slots.get(policy.queue)!;
      const tried = (input: never) => inSlot(() => tryByPolicy(() => run(input), policy, signal));
      return [name, (input: never) => unlessStopped(tried(input), signal)];
    }),
  ) as A;
  return {
    act,
    now,
    sleep: async (ms) => {
      await delay(ms, undefined, { signal });
    },
    async wait(key, ms) {
      const seen = heard.get(key) ?? 0;
      const rang = await doorbells.heard(key, seen, ms, signal);
      heard.set(key, doorbells.count(key));
      return rang;
    },
    exclusive(key, work) {
      const inTurn = turns.get(key) ?? slotsOf(1);
      turns.set(key, inTurn);
      return inTurn(work);
    },
    note: onProgress,
  };
}

function tryByPolicy(run: () => Promise<unknown>, policy: Policy, signal: AbortSignal) {
  return pRetry(
    async () => {
      try {
        return await run();
      } catch (error) {
        if (error instanceof Error && policy.final.some((code) => hasCode(error, code)))
          throw new AbortError(error);
        throw error;
      }
    },
    { retries: policy.attempts - 1, minTimeout: policy.firstDelay_ms, factor: 2, signal },
  );
}

/** Whoever stops the process does not wait for a slow answer: the next run finds what was done. */
function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

/** At most `concurrency` pieces of work at once, first come, first served. */
function slotsOf(concurrency: number) {
  let free = concurrency;
  const queue: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
