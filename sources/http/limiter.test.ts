import { expect, test } from "vitest";

import { testClock } from "../testing/clock.ts";
import { createLimiter } from "./limiter.ts";

const { signal } = new AbortController();

async function turnsOf(
  count: number,
  take: (signal: AbortSignal) => Promise<void>,
  now: () => number,
) {
  const turns: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    await take(signal);
    turns.push(now());
  }
  return turns;
}

test("after a burst, turns come at the rate", async () => {
  const clock = testClock(0);
  const limiter = createLimiter({ perSecond: 2, burst: 3 }, clock);

  expect(await turnsOf(6, limiter.take, clock.now)).toEqual([0, 0, 0, 500, 1000, 1500]);
});

test("nobody waits for less than no time, though the clock goes on between two looks", async () => {
  for (const look_ms of [0.1, 0.3, 0.5, 0.7, 0.9]) {
    const clock = testClock(0);
    let looks = 0;
    const ticking = { ...clock, now: () => clock.now() + (looks += 1) * look_ms };
    const limiter = createLimiter({ perSecond: 250, burst: 1 }, ticking);

    for (let turn = 0; turn < 50; turn += 1) await limiter.take(signal);

    expect(clock.sleeps.length).toBeGreaterThan(0);
    expect(clock.sleeps.filter((ms) => ms <= 0)).toEqual([]);
  }
});

test("a pause stops everybody, and no burst follows it", async () => {
  const clock = testClock(0);
  const limiter = createLimiter({ perSecond: 2, burst: 3 }, clock);
  await limiter.take(signal);

  limiter.pause(10_000);

  expect(await turnsOf(3, limiter.take, clock.now)).toEqual([10_000, 10_500, 11_000]);
});
