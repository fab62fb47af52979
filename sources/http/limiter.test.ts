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

test("each refusal lowers the rate by a third, those that come together once, to a quarter at most", () => {
  const clock = testClock(0);
  const limiter = createLimiter({ perSecond: 1 }, clock);
  const rates = [limiter.perMinute()];

  for (let refusals = 0; refusals < 5; refusals += 1) {
    limiter.slow();
    limiter.slow();
    rates.push(Math.round(limiter.perMinute()));
    void clock.sleep(10_000, signal);
  }

  expect(rates).toEqual([60, 40, 27, 18, 15, 15]);
});

test("a rate that was lowered comes back by steps, while nothing is refused", async () => {
  const clock = testClock(0);
  const limiter = createLimiter({ perSecond: 1 }, clock);
  limiter.slow();
  await clock.sleep(10_000, signal);
  limiter.slow();
  const lowered = await turnsOf(2, limiter.take, clock.now);

  await clock.sleep(600_000, signal);
  const raised = limiter.perMinute();
  await clock.sleep(600_000, signal);

  expect(lowered).toEqual([10_000, 12_250]);
  expect([raised, limiter.perMinute()]).toEqual([40, 60]);
});
