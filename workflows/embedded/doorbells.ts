/** Rings within one process. A ring is remembered until the waiting run has seen it. */
export interface Doorbells {
  ring(key: string): void;
  /** True if `key` has rung more often than `seen` times, false after `ms`. */
  heard(key: string, seen: number, ms: number, signal: AbortSignal): Promise<boolean>;
  count(key: string): number;
}

export function createDoorbells(): Doorbells {
  const counts = new Map<string, number>();
  const waiting = new Map<string, Set<() => void>>();
  return {
    ring(key) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
      for (const wake of waiting.get(key) ?? []) wake();
    },
    count: (key) => counts.get(key) ?? 0,
    heard(key, seen, ms, signal) {
      if ((counts.get(key) ?? 0) > seen) return Promise.resolve(true);
      return new Promise((resolve, reject) => {
        const wakers = waiting.get(key) ?? new Set();
        waiting.set(key, wakers);
        const end = (settle: () => void) => {
          clearTimeout(timer);
          signal.removeEventListener("abort", stop);
          wakers.delete(wake);
          settle();
        };
        const wake = () => end(() => resolve(true));
        const stop = () => end(() => reject(signal.reason));
        const timer = setTimeout(() => end(() => resolve(false)), Math.min(ms, 2 ** 31 - 1));
        wakers.add(wake);
        signal.addEventListener("abort", stop, { once: true });
      });
    },
  };
}
