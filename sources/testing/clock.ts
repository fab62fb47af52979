import type { Clock } from "../clock.ts";

export interface TestClock extends Clock {
  /** Each sleep, in milliseconds. */
  readonly sleeps: number[];
  /** How long each time-out was to last, in milliseconds. */
  readonly timeouts: number[];
  /** Every time-out begun so far has passed. */
  timeOut(): void;
}

/** A clock that moves only when somebody sleeps, and never waits. Time-outs pass when told to. */
export function testClock(startedAt = Date.parse("2026-10-05T09:00:00Z")): TestClock {
  const sleeps: number[] = [];
  const timeouts: number[] = [];
  const waiting: AbortController[] = [];
  let now = startedAt;
  return {
    sleeps,
    timeouts,
    timeOut() {
      for (const controller of waiting.splice(0)) {
        controller.abort(new DOMException("The time is over.", "TimeoutError"));
      }
    },
    now: () => now,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      sleeps.push(ms);
      now += ms;
    },
    timeout(ms) {
      timeouts.push(ms);
      const controller = new AbortController();
      waiting.push(controller);
      return controller.signal;
    },
    random: () => 0,
  };
}
