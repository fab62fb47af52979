import type { Clock } from "../clock.ts";

/** Lets requests to one host through at a steady rate. */
export interface Limiter {
  /** Resolves when the next request may be sent; turns are given in the order of asking. */
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
  const interval = 1000 / perSecond;
  let fullAt = 0;
  let pausedUntil = 0;
  return {
    async take(signal) {
      signal.throwIfAborted();
      const now = clock.now();
      fullAt = Math.max(fullAt, now) + interval;
      const turnAt = fullAt - burst * interval;
      // A pause may begin while we wait for our turn, so it is looked at again after each sleep.
      let goAt = Math.max(turnAt, pausedUntil);
      while (goAt > clock.now()) {
        await clock.sleep(goAt - clock.now(), signal);
        goAt = Math.max(goAt, pausedUntil);
      }
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
  };
}
