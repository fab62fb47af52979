import { setTimeout as sleep } from "node:timers/promises";

/** Time and chance as the HTTP client sees them, so that tests need not wait for either. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects with the signal's reason once it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Aborted with a `TimeoutError` once `ms` have passed. */
  timeout(ms: number): AbortSignal;
  /** From 0 up to, but not including, 1. */
  random(): number;
}

/** Real time. Only back-off and rate limits read it: what is fetched depends on `until` alone. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await sleep(ms, undefined, { signal });
    } catch (cause) {
      signal.throwIfAborted();
      throw cause;
    }
  },
  timeout: (ms) => AbortSignal.timeout(ms),
  random: () => Math.random(),
};
