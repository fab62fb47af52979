import type { Clock } from "../clock.ts";

/** Lets requests to one host through at a steady rate. */
export interface Limiter {
  /** Resolves when the next request may be sent. */
  take(signal: AbortSignal): Promise<void>;
  /** Nobody is let through for so long: the host itself asked all of us to wait. */
  pause(ms: number): void;
}

/**
 * A token bucket kept as one number, the instant at which it would be full again (GCRA): nothing
 * ticks, and a turn is settled at the moment of asking.
 */
export function createLimiter(
  { perSecond, burst = 1 }: { readonly perSecond: number; readonly burst?: number },
  clock: Clock,
): Limiter {
  const intervalMs = 1000 / perSecond;
  const burstMs = burst * intervalMs;
  let fullAt = 0;
  let pausedUntil = 0;

  function nextTurn(): number {
    fullAt = Math.max(fullAt, clock.now()) + intervalMs;
    return fullAt - burstMs;
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
      fullAt = Math.max(fullAt, pausedUntil - intervalMs + burstMs);
    },
  };
}
