import { setTimeout as delay } from "node:timers/promises";
import pRetry, { AbortError } from "p-retry";

import { hasCode } from "../error-codes.ts";
import { checkPolicies } from "../policies.ts";
import type { Policy, Progress, Runtime } from "../runtime.ts";
import type { Doorbells } from "./doorbells.ts";
import { createSlots, type Slots } from "./slots.ts";
import { within } from "./time-out.ts";

type Activity = (input: never) => Promise<unknown>;

export interface EmbeddedOptions<A> {
  /** Of the queues in `runs`, all of them. */
  readonly activities: Partial<A>;
  /** Queues that this process works on; all of them where absent. */
  readonly runs?: readonly string[];
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
  const { runs = Object.keys(queues) } = options;
  checkPolicies({ activities, policies, queues, runs });
  const slots = new Map(
    Object.entries(queues).map(([queue, { concurrency }]) => [
      queue,
      createSlots(queue, concurrency),
    ]),
  );
  const turns = new Map<string, Slots>();
  const heard = new Map<string, number>();
  const act = Object.fromEntries(
    Object.entries<Policy>(policies).map(([name, policy]) => {
      const run = (activities as Readonly<Record<string, Activity>>)[name];
      if (run === undefined) return [name, () => Promise.reject(notRunHere(name, policy))];
      // It is there: it was proved above.
      const queue = slots.get(policy.queue)!;
      const attempt = (input: never) => attemptIn(queue, name, policy, () => run(input));
      const tried = (input: never) => tryByPolicy(() => attempt(input), policy, signal);
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
    async exclusive(key, work) {
      const turn = turns.get(key) ?? createSlots(key, 1);
      turns.set(key, turn);
      const slot = await turn.take();
      try {
        return await work();
      } finally {
        slot.release();
      }
    },
    // It keeps no history that could become too long.
    shouldRestart: () => false,
    isSince: () => true,
    note: onProgress,
  };
}

/**
 * One attempt, for as long as the policy gives it. It cannot be stopped, so that after a time-out
 * it keeps its slot until it ends by itself: the next attempt in a queue of one waits for that, and
 * fails for good where as much time again has passed. What ends late is found by who comes next.
 */
async function attemptIn(
  queue: Slots,
  name: string,
  { timeout_ms }: Policy,
  run: () => Promise<unknown>,
): Promise<unknown> {
  const slot = await queue.take(timeout_ms).catch((stuck: unknown) => {
    throw new AbortError(stuck as Error);
  });
  const work = (async () => run())();
  void work.catch(() => undefined).finally(() => slot.release());
  const onOverdue = () => slot.markOverdue();
  return within(work, { what: `Activity ${name}`, timeout_ms, onOverdue });
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

function notRunHere(name: string, { queue }: Policy): Error {
  return new Error(`Activity ${name} is for queue ${queue}, which this process does not run.`);
}
