import type { Clock } from "../clock.ts";

/** Lets requests to one host through at a steady rate. */
export interface Limiter {
  /** Resolves when the next request may be sent. */
  take(signal: AbortSignal): Promise<void>;
  /** Nobody is let through for so long: the host itself asked all of us to wait. */
  pause(ms: number): void;
  /** The host called it too many: the rate is lowered, and comes back by and by. */
  slow(): void;
  /** As it is now. */
  perMinute(): number;
}

/** By as much a rate is lowered once, and raised again. */
const STEP = 1.5;
/** A page that is asked for at the full rate in a minute must not take longer than its time-out. */
const SLOWER_MAX = 4;
/** Refusals that come together are one. */
const TOGETHER_MS = 10_000;
const RAISED_EVERY_MS = 10 * 60_000;

/**
 * A token bucket kept as one number, the instant at which it would be full again (GCRA): nothing
 * ticks, and a turn is settled at the moment of asking.
 */
export function createLimiter(
  { perSecond, burst = 1 }: { readonly perSecond: number; readonly burst?: number },
  clock: Clock,
): Limiter {
  let fullAt = 0;
  let pausedUntil = 0;
  /** How many times slower than the rate, and since when. */
  let slower = 1;
  let slowedAt = -Infinity;

  function intervalMs(): number {
    const raised = Math.floor((clock.now() - slowedAt) / RAISED_EVERY_MS);
    return (1000 / perSecond) * Math.max(1, slower / STEP ** raised);
  }

  function nextTurn(): number {
    const interval = intervalMs();
    fullAt = Math.max(fullAt, clock.now()) + interval;
    return fullAt - burst * interval;
  }

  return {
    async take(signal) {
      signal.throwIfAborted();
      let goAt = nextTurn();
      // Asked for once: between two looks at the clock the turn may come.
      for (let leftMs = goAt - clock.now(); leftMs > 0; leftMs = goAt - clock.now()) {
        await clock.sleep(leftMs, signal);
        // Whoever a pause overtook queues again, or all would leave together at its end.
        if (pausedUntil > clock.now()) goAt = nextTurn();
      }
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
      // The bucket is empty until then: no burst follows a pause.
      const interval = intervalMs();
      fullAt = Math.max(fullAt, pausedUntil - interval + burst * interval);
    },
    slow() {
      const now = clock.now();
      if (now - slowedAt < TOGETHER_MS) return;
      const before = (intervalMs() * perSecond) / 1000;
      slower = Math.min(SLOWER_MAX, before * STEP);
      slowedAt = now;
    },
    perMinute: () => 60_000 / intervalMs(),
  };
}
