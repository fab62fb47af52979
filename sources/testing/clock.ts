import type { Clock } from "../clock.ts";

export interface TestClock extends Clock {
  /** Each sleep, in milliseconds. */
  readonly sleeps: number[];
}

/** A clock that moves only when somebody sleeps, and never waits. */
export function testClock(startedAt = Date.parse("2026-10-05T09:00:00Z")): TestClock {
  const sleeps: number[] = [];
  let now = startedAt;
  return {
    sleeps,
    now: () => now,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      sleeps.push(ms);
      now += ms;
    },
    random: () => 0,
  };
}
